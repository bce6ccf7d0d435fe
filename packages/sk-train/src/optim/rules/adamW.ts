/** AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization") as torch.optim.AdamW computes it. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { corrections, type MomentSettings, nextMoments } from './moments.js';
import type { UpdateRule } from './updateRule.js';

/** Returns the formula. @param weightDecay That of the weights that decay. */
export function adamW(settings: MomentSettings, weightDecay: number): UpdateRule {
  return {
    starts: [0, 0],
    numbers: (learningRate, step) => {
      const [mean, deviation] = corrections(settings, step);
      return [1 - learningRate * weightDecay, learningRate / mean, 1 / deviation];
    },
    next: ({ weight, gradient, slots }, numbers, decay) => {
      const [mean, square] = nextMoments(settings, gradient, slots);
      const deviation = tf.add(tf.mul(tf.sqrt(square), elementAt(numbers, 2)), settings.epsilon);
      const step = tf.mul(tf.div(mean, deviation), elementAt(numbers, 1));
      const kept = decay === 0 ? weight : tf.mul(weight, elementAt(numbers, 0));
      return [tf.sub(kept, step), mean, square];
    },
  };
}
