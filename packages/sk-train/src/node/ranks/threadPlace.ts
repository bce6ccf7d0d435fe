/** The place of a worker thread among those that train together. */
import { workerData } from 'node:worker_threads';
import type { ThreadPlace } from '../../ranks/threadRanks.js';

/** Data that a thread which is a rank is started with. */
export interface RankThreadData {
  readonly skTrainRank: ThreadPlace;
}

/** A message by which a thread asks the main thread to end all of them. */
export interface AbortRequest {
  /** The exit code. */
  readonly abort: number;
}

/** Returns the place of this thread; undefined where it is no rank. */
export const threadPlace = (): ThreadPlace | undefined =>
  (workerData as Partial<RankThreadData> | null)?.skTrainRank;
