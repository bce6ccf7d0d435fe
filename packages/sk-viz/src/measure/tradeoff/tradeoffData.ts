/** Error against size, one point a network: what `tradeoff.json` holds and Figure 2 is drawn from. */

export type TradeoffDataset = 'imagenet-224' | 'imagenet-320' | 'cifar-10' | 'cifar-100' | 'other';

/** The family of the points that a user adds. */
export const ownRuns = 'own runs';

export interface TradeoffPoint {
  readonly model: string;
  /** Points of one family are joined by a line: 'SKNet', 'ResNeXt'; one's own runs are not. */
  readonly family: string;
  /** Learnable ones. */
  readonly parameters: number;
  /** Top-1 error in percent. */
  readonly error: number;
  /** Table of the paper; of an own run its name, or what it was tested on. */
  readonly source: string;
}

/** The content of `tradeoff.json`. */
export interface TradeoffData {
  readonly format: 'sk-viz/tradeoff';
  readonly version: 1;
  /** What the errors are measured on. */
  readonly dataset: TradeoffDataset;
  readonly points: readonly TradeoffPoint[];
}
