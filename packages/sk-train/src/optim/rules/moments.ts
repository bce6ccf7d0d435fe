/** The two moments of a gradient, as Adam and LAMB keep them: its average and the average of its squares. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';

export interface MomentSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Returns 1 - beta1^t and the root of 1 - beta2^t in the step t, counted from 1: averages that began at 0, corrected. */
export function corrections({ beta1, beta2 }: MomentSettings, step: number): readonly [number, number] {
  return [1 - beta1 ** (step + 1), Math.sqrt(1 - beta2 ** (step + 1))];
}

/** Returns the next moments. @param slots the former ones */
export function nextMoments(
  { beta1, beta2 }: MomentSettings,
  gradient: tf.Tensor,
  slots: readonly tf.Tensor[],
): readonly [tf.Tensor, tf.Tensor] {
  return [
    tf.add(tf.mul(elementAt(slots, 0), beta1), tf.mul(gradient, 1 - beta1)),
    tf.add(tf.mul(elementAt(slots, 1), beta2), tf.mul(tf.square(gradient), 1 - beta2)),
  ];
}
