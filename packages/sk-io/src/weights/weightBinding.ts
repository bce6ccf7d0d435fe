/** Which tensor of a file belongs into which weight of a model, and how its axes lie. */

/**
 * `same`: as here. `oihw`: PyTorch's convolutions [O, C / groups, kh, kw] for [kh, kw, C / groups, O]. `oi`: PyTorch's
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
