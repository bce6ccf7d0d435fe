/**
 * RMSprop in TensorFlow's form, as timm's RMSpropTF computes it: epsilon is under the root, the averages of squares begin at
 * 1, and the decay is a part of the gradient.
 */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { UpdateRule } from './updateRule.js';

export interface RmsPropSettings {
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly lrInMomentum: boolean;
}

/** Returns the formula. Without momentum there is no buffer of it. */
export function rmsProp({ alpha, epsilon, momentum, lrInMomentum }: RmsPropSettings): UpdateRule {
  return {
    starts: momentum > 0 ? [1, 0] : [1],
    numbers: (learningRate) => [learningRate],
    next: ({ weight, gradient, slots }, numbers, decay) => {
      const rate = elementAt(numbers, 0);
      const g = decay === 0 ? gradient : tf.add(gradient, tf.mul(weight, decay));
      const average = elementAt(slots, 0);
      const square = tf.add(average, tf.mul(tf.sub(tf.square(g), average), 1 - alpha));
      const direction = tf.div(g, tf.sqrt(tf.add(square, epsilon)));
      if (momentum === 0) return [tf.sub(weight, tf.mul(direction, rate)), square];
      const step = lrInMomentum ? tf.mul(direction, rate) : direction;
      const next = tf.add(tf.mul(elementAt(slots, 1), momentum), step);
      return [tf.sub(weight, lrInMomentum ? next : tf.mul(next, rate)), square, next];
    },
  };
}
