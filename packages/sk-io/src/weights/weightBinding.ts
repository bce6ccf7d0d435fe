/** Binds a tensor of a file to a weight of a model, with the order of its axes. */

/**
 * `same`: as in the model. `oihw`: PyTorch's convolutions [O, C / groups, kh, kw] for [kh, kw, C / groups, O]. `oi`: PyTorch's
 * fully connected layers [O, C], or its 1x1 convolutions [O, C, 1, 1], for [C, O]; `oi11` is written as the latter.
 */
export type WeightLayout = 'same' | 'oihw' | 'oi' | 'oi11';

export interface WeightBinding {
  /** `originalName` of the model's weight. */
  readonly weight: string;
  /** Name in the file. */
  readonly tensor: string;
  readonly layout: WeightLayout;
}
