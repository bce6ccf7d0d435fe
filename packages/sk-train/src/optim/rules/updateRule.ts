/** The formula of an optimiser, element by element. */
import type { Tensor } from '@tensorflow/tfjs-core';

/** A number of a step: on the host, or on the device a tensor [1]. */
export type StepNumber = number | Tensor;

/** Weights that a step treats alike, joined to one vector. */
export interface JoinedWeights {
  readonly weight: Tensor;
  readonly gradient: Tensor;
  /** One for each kind of state. */
  readonly slots: readonly Tensor[];
  /** The number of elements of each weight, in their order. */
  readonly sizes: readonly number[];
}

export interface UpdateRule {
  /** For each kind of state the value that it begins with. */
  readonly starts: readonly number[];
  /** Returns the numbers of a step. @param step Steps that were taken before. */
  readonly numbers: (learningRate: number, step: number) => readonly number[];
  /** Returns what all gradients are divided by, out of all of them. */
  readonly divisor?: (gradients: readonly Tensor[]) => Tensor;
  /** Returns the new weights, and behind them the new state. */
  readonly next: (old: JoinedWeights, numbers: readonly StepNumber[], decay: number) => readonly Tensor[];
}
