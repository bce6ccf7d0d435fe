/** Error against size as data, one point for each network: the content of `tradeoff.json`, from which Figure 2 is drawn. */

export type TradeoffDataset = 'imagenet-224' | 'imagenet-320' | 'cifar-10' | 'cifar-100' | 'other';

/** The family of points that a user adds. */
export const ownRuns = 'own runs';

export interface TradeoffPoint {
  readonly model: string;
  /** 'SKNet', 'ResNeXt': a line joins the points of one family, except `ownRuns`. */
  readonly family: string;
  /** Trainable parameters. */
  readonly parameters: number;
  /** Top-1 error in percent. */
  readonly error: number;
  /** Table of the paper; for a user's own run its name, or the images that it was tested on. */
  readonly source: string;
}

/** The content of `tradeoff.json`. */
export interface TradeoffData {
  readonly format: 'sk-viz/tradeoff';
  readonly version: 1;
  /** The data that the errors were measured on. */
  readonly dataset: TradeoffDataset;
  readonly points: readonly TradeoffPoint[];
}
