/** The ranks over which batch norms take their statistics in training. */
import { ScopedValue } from '../scope/scopedValue.js';
import type { Ranks } from './ranks.js';

const synced = new ScopedValue<Ranks>();

/** Calls a function whose batch norms see the batch of all ranks. Every rank calls it with the same network. */
export function withSyncedBatchNorms<T>(ranks: Ranks, run: () => T): T {
  return synced.during(ranks, run);
}

/** Returns the ranks whose batch norms are one; undefined outside of {@link withSyncedBatchNorms}. */
export const syncedRanks = (): Ranks | undefined => synced.current;
