/**
 * The scale of the loss in mixed precision, by the rule of PyTorch's GradScaler: small gradients are kept from vanishing
 * in float16, a step whose gradients overflow is skipped and makes the scale smaller, and many good ones make it larger.
 * Everything is computed where the gradients are, so that a recorded step does it too.
 */
import * as tf from '@tensorflow/tfjs-core';
import { areFinite, elementAt, pluginOf } from 'sk-core';
import type { LossScaling } from 'sk-models';
import { type LossScale, largestLossScale, lossScaleDefaults } from '../recipe/optimizer.js';

/** The gradients of the loss itself, and whether all of them are finite: [1], 1 or 0. */
export type UnscaledGradients = {
  readonly gradients: tf.Tensor[];
  readonly finite: tf.Tensor1D;
};

export class LossScaler {
  /** [3]: the scale, the good steps since it has changed, and the steps that were skipped. */
  readonly state: tf.Variable;
  readonly start: LossScaling;
  readonly #settings: LossScale;

  /** @param from Where an earlier scaler has stopped. */
  constructor(settings: Partial<LossScale> = {}, from?: LossScaling) {
    this.#settings = { ...lossScaleDefaults, ...settings };
    this.start = from ?? { scale: this.#settings.start, goodSteps: 0, skippedSteps: 0 };
    const { scale, goodSteps, skippedSteps } = this.start;
    this.state = tf.tidy(() => {
      const values = tf.tensor1d([scale, goodSteps, skippedSteps]);
      // On the device from the beginning, as it is after the first step.
      return tf.variable(pluginOf()?.copy?.(values) ?? values, false);
    });
  }

  /** Returns what the loss is multiplied by, which the caller disposes of. */
  scale(): tf.Tensor {
    return tf.tidy(() => tf.reshape(tf.slice(this.state, 0, 1), []));
  }

  /** Takes the scale out of gradients, which stay the caller's. */
  unscaled(gradients: readonly tf.Tensor[]): UnscaledGradients {
    return tf.tidy(() => {
      const inverse = tf.div(1, this.scale());
      const unscaled = gradients.map((gradient) => tf.mul(gradient, inverse));
      return { gradients: unscaled, finite: areFinite(unscaled) };
    });
  }

  /**
   * Returns the state after a step, which the caller assigns and disposes of.
   *
   * @param finite [1]: 1 where its gradients were finite, or 0.
   * @param gate [1], 0 where everything stays as it is.
   */
  next(finite: tf.Tensor, gate?: tf.Tensor): tf.Tensor {
    const { growth, backoff, interval } = this.#settings;
    return tf.tidy(() => {
      const part = (i: number): tf.Tensor => tf.slice(this.state as tf.Tensor1D, i, 1);
      const [scale, goodSteps, skipped] = [part(0), part(1), part(2)];
      const isGood = tf.greater(finite, 0);
      const counted = tf.add(goodSteps, 1);
      const hasGrown = tf.greaterEqual(counted, interval);
      const larger = tf.where(tf.lessEqual(scale, largestLossScale / growth), tf.mul(scale, growth), scale);
      const next = tf.concat([
        tf.where(isGood, tf.where(hasGrown, larger, scale), tf.mul(scale, backoff)),
        tf.where(tf.logicalAnd(isGood, tf.logicalNot(hasGrown)), counted, tf.zerosLike(counted)),
        tf.add(skipped, tf.sub(1, finite)),
      ]);
      return gate === undefined ? next : tf.where(tf.greater(gate, 0), next, this.state);
    });
  }

  /** Reads the state from the device. */
  async read(): Promise<LossScaling> {
    return lossScalingOf(await this.state.data<'float32'>());
  }

  dispose(): void {
    this.state.dispose();
  }
}

/** Returns the state whose three values stand in an array, from a place on. */
export const lossScalingOf = (values: ArrayLike<number>, from = 0): LossScaling => ({
  scale: elementAt(values, from),
  goodSteps: elementAt(values, from + 1),
  skippedSteps: elementAt(values, from + 2),
});
