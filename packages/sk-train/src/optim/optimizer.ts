/** An optimiser changes weights by their gradients, by any formula. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { StepNumber } from './rules/updateRule.js';

export interface Optimizer {
  /** The weights of the model that were trainable when this was made. */
  readonly weights: readonly Variable[];
  /** Its state: for each kind of state one variable for each weight, in their order. */
  readonly slots: readonly Variable[];
  /**
   * Returns the numbers that a step reads.
   *
   * @param step Steps that were taken before.
   */
  numbers(learningRate: number, step: number): readonly number[];
  /**
   * Changes the weights and the slots, all of them or none. The gradients stand in the order of the weights and stay the
   * caller's; what is frozen by now stays as it is.
   *
   * @param numbers As {@link numbers} returns them, or the same on the device.
   * @param gate [1], 0 where everything stays as it is; undefined for a step that may change everything.
   */
  update(gradients: readonly Tensor[], numbers: readonly StepNumber[], gate?: Tensor): void;
  /** Gives the slots the values that they had. @throws Error where they are those of other weights, or of another optimiser. */
  restore(values: readonly Float32Array[]): void;
  /** Frees the slots; the weights belong to the model. */
  dispose(): void;
}
