/**
 * LAMB (You et al., "Large batch optimization for deep learning") as timm's Lamb computes it: what decays takes a step in
 * proportion to its own norm.
 */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { sumOfSquares } from './joined.js';
import { corrections, type MomentSettings, nextMoments } from './moments.js';
import type { UpdateRule } from './updateRule.js';

export interface LambSettings extends MomentSettings {
  readonly maxGradNorm: number;
}

/** Returns the formula. Norms are those of single weights: each one that decays takes a dozen dispatches on a GPU. */
export function lamb(settings: LambSettings): UpdateRule {
  return {
    starts: [0, 0],
    numbers: (learningRate, step) => [learningRate, ...corrections(settings, step).map((value) => 1 / value)],
    prepared: (gradients) => {
      const norm = tf.sqrt(sumOfSquares(gradients));
      const divisor = tf.maximum(tf.div(norm, settings.maxGradNorm), 1);
      return gradients.map((gradient) => tf.div(gradient, divisor));
    },
    isAlone: (decay) => decay !== 0,
    next: ({ weight, gradient, slots }, numbers, decay) => {
      const [mean, square] = nextMoments(settings, gradient, slots);
      const deviation = tf.add(tf.mul(tf.sqrt(square), elementAt(numbers, 2)), settings.epsilon);
      const update = tf.div(tf.mul(mean, elementAt(numbers, 1)), deviation);
      const adapted = decay === 0 ? update : inProportion(tf.add(update, tf.mul(weight, decay)), weight);
      return [tf.sub(weight, tf.mul(adapted, elementAt(numbers, 0))), mean, square];
    },
  };
}

/** Gives an update the norm of its weight, where neither is 0. */
function inProportion(update: tf.Tensor, weight: tf.Tensor): tf.Tensor {
  const [ofWeight, ofUpdate] = [normOf(weight), normOf(update)];
  const isBoth = tf.logicalAnd(tf.greater(ofWeight, 0), tf.greater(ofUpdate, 0));
  return tf.mul(update, tf.where(isBoth, tf.div(ofWeight, ofUpdate), tf.onesLike(ofWeight)));
}

const normOf = (x: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(x)));
