/** The optimiser and the average of weights, as a recipe names them. */

/** The settings of optimisers that average gradients and their squares. */
interface MomentFields {
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly epsilon?: number | undefined;
}

/** The fields that are left out have the values of {@link optimizerDefaults}. */
export type OptimizerSettings =
  /** Stochastic gradient descent, whose settings are `momentum` and `nesterov` of the recipe. */
  | {
      readonly kind: 'sgd';
      readonly momentum?: number | undefined;
      readonly nesterov?: boolean | undefined;
    }
  /** torch.optim.AdamW: the decay is a part of the weight, and no part of its gradient. */
  | ({ readonly kind: 'adamw' } & MomentFields)
  /** timm's RMSpropTF: `epsilon` is under the root, and the averages of squares begin at 1. */
  | {
      readonly kind: 'rmsprop';
      /** The share of the average of squares that stays. */
      readonly alpha?: number | undefined;
      readonly epsilon?: number | undefined;
      readonly momentum?: number | undefined;
      /** The momentum adds up steps times their rates, and not steps alone. */
      readonly lrInMomentum?: boolean | undefined;
    }
  /** timm's Lamb: the step of AdamW, for each kernel scaled to the kernel's norm. */
  | ({
      readonly kind: 'lamb';
      /** All gradients together are scaled down to this norm. */
      readonly maxGradNorm?: number | undefined;
    } & MomentFields);

export type OptimizerKind = OptimizerSettings['kind'];

type DefaultsOf<K extends OptimizerKind> = {
  readonly [F in Exclude<keyof Extract<OptimizerSettings, { kind: K }>, 'kind'>]-?: NonNullable<
    Extract<OptimizerSettings, { kind: K }>[F]
  >;
};

/** The settings of PyTorch and timm. */
export const optimizerDefaults: { readonly [K in OptimizerKind]: DefaultsOf<K> } = {
  sgd: { momentum: 0.9, nesterov: false },
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  rmsprop: { alpha: 0.9, epsilon: 1e-10, momentum: 0.9, lrInMomentum: true },
  lamb: { beta1: 0.9, beta2: 0.999, epsilon: 1e-6, maxGradNorm: 1 },
};

/** Learning rates where a recipe names none: that of SGD is this project's, the others are those of PyTorch and timm. */
const usualRates: Readonly<Record<OptimizerKind, number>> = {
  sgd: 0.1,
  adamw: 1e-3,
  rmsprop: 1e-2,
  lamb: 1e-3,
};

/** Returns the learning rate of a recipe that names none. */
export const usualRate = (optimizer: OptimizerSettings | undefined): number =>
  usualRates[optimizer?.kind ?? 'sgd'];

/** The scale of the loss in mixed precision, as PyTorch's GradScaler has it. */
export interface LossScale {
  /** The scale of the first step. */
  readonly start: number;
  /** Factor of the scale after `interval` good steps in a row. */
  readonly growth: number;
  /** Factor of the scale after a step whose gradients were not finite, which is skipped. */
  readonly backoff: number;
  readonly interval: number;
}

/** The settings of PyTorch. */
export const lossScaleDefaults: LossScale = { start: 65536, growth: 2, backoff: 0.5, interval: 2000 };

/** The largest scale: the inverse of a larger one is no normal number. */
export const largestLossScale: number = 2 ** 126;

/** The scale below which a run ends: what overflows there overflows without a scale too. */
export const leastLossScale: number = 2 ** -14;

/** A moving average of weights and running statistics, beside which they are trained. */
export interface EmaSettings {
  /** The share of the average that stays in each step. */
  readonly decay: number;
  /** In step t, counted from 0, the share is min(decay, (1 + t) / (10 + t)); true. */
  readonly warmup?: boolean | undefined;
}
