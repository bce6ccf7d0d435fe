/**
 * LAMB (You et al., "Large batch optimization for deep learning") as timm's Lamb computes it: what decays takes a step in
 * proportion to its own norm.
 */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { joined, sumOfSquares } from './joined.js';
import { corrections, type MomentSettings, nextMoments } from './moments.js';
import type { UpdateRule } from './updateRule.js';

export interface LambSettings extends MomentSettings {
  readonly maxGradNorm: number;
}

/** Returns the formula. A weight that decays takes some seven dispatches of its own on a GPU, for its norms. */
export function lamb(settings: LambSettings): UpdateRule {
  return {
    starts: [0, 0],
    numbers: (learningRate, step) => [learningRate, ...corrections(settings, step).map((value) => 1 / value)],
    divisor: (gradients) => tf.maximum(tf.div(tf.sqrt(sumOfSquares(gradients)), settings.maxGradNorm), 1),
    next: ({ weight, gradient, slots, sizes }, numbers, decay) => {
      const [mean, square] = nextMoments(settings, gradient, slots);
      const deviation = tf.add(tf.mul(tf.sqrt(square), elementAt(numbers, 2)), settings.epsilon);
      const update = tf.div(tf.mul(mean, elementAt(numbers, 1)), deviation);
      const adapted =
        decay === 0 ? update : inProportion(tf.add(update, tf.mul(weight, decay)), weight, sizes);
      return [tf.sub(weight, tf.mul(adapted, elementAt(numbers, 0))), mean, square];
    },
  };
}

/** Gives each weight's update the norm of the weight, where neither norm is 0. */
function inProportion(update: tf.Tensor, weight: tf.Tensor, sizes: readonly number[]): tf.Tensor {
  const [ofWeights, ofUpdates] = [normsOf(weight, sizes), normsOf(update, sizes)];
  const areBoth = tf.logicalAnd(tf.greater(ofWeights, 0), tf.greater(ofUpdates, 0));
  const ratios = tf.where(areBoth, tf.div(ofWeights, ofUpdates), tf.onesLike(ofWeights));
  const ratioOf = tf.split(ratios, sizes.length);
  return joined(parted(update, sizes).map((part, i) => tf.mul(part, elementAt(ratioOf, i))));
}

const normsOf = (x: tf.Tensor, sizes: readonly number[]): tf.Tensor =>
  tf.sqrt(tf.stack(parted(tf.square(x), sizes).map((part) => tf.sum(part))));

const parted = (x: tf.Tensor, sizes: readonly number[]): tf.Tensor[] => tf.split(x, [...sizes]);
