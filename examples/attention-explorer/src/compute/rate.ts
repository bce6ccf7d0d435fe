/** How fast images went through, with replays or without. */
export interface Rate {
  /** Whether replays were allowed. */
  readonly isCaptured: boolean;
  readonly imagesPerSecond: number;
  /** Runs that were replays. */
  readonly replays: number;
  /** Why there was none. */
  readonly refusal?: string | undefined;
}
