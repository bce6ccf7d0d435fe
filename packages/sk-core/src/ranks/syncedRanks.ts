/** The ranks over which batch norms take their statistics in training. */
import type { Ranks } from './ranks.js';

let current: Ranks | undefined;

/** Calls a function whose batch norms see the batch of all ranks. Every rank calls it with the same network. */
export function withSyncedBatchNorms<T>(ranks: Ranks, run: () => T): T {
  const before = current;
  current = ranks;
  try {
    return run();
  } finally {
    current = before;
  }
}

/** Returns the ranks whose batch norms are one; undefined outside of {@link withSyncedBatchNorms}. */
export const syncedRanks = (): Ranks | undefined => current;
