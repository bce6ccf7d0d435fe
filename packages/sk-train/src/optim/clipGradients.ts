/** Limits of gradients, once those of all parts of a batch are added up. */
import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from 'sk-core';
import { sumOfSquares } from './rules/joined.js';

export interface ClipSettings {
  /** The highest norm of all gradients together. */
  readonly clipNorm?: number | undefined;
  /** The highest distance of a number of a gradient from 0. */
  readonly clipValue?: number | undefined;
}

/** @throws OptionError where both limits are given */
export function checkClip({ clipNorm, clipValue }: ClipSettings): void {
  if (clipNorm === undefined || clipValue === undefined) return;
  throw new OptionError('clipNorm and clipValue: both limit the gradients, give one of the two');
}

/**
 * Returns the gradients within the limit: scaled by clipNorm / (norm + 1e-6) where that is below 1, as
 * torch.nn.utils.clip_grad_norm_ does, or cut at clipValue. To be called in a tidy.
 */
export function clipGradients(
  gradients: readonly tf.Tensor[],
  { clipNorm, clipValue }: ClipSettings,
): readonly tf.Tensor[] {
  if (clipValue !== undefined) {
    return gradients.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  }
  if (clipNorm === undefined) return gradients;
  const norm = tf.sqrt(sumOfSquares(gradients));
  const factor = tf.minimum(tf.div(clipNorm, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, factor));
}
