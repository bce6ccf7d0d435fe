/** The options of `sk-train fit` for several processes that train together. */

export interface RankOptions {
  /** Ranks to start on this machine. */
  readonly processes?: number;
  /** Seconds to wait for another rank. */
  readonly rankTimeout?: number;
  /** Whether batch norms see the whole batch. */
  readonly syncBatchNorm?: boolean;
}
