/**
 * Dropout (Srivastava et al., 2014), with random numbers that follow from a seed and the number of a step. They are the
 * same on every backend, and a device draws them itself.
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../contract/op.js';
import { ShapeError } from '../contract/shapeError.js';
import type { Op } from '../contract/types.js';
import { philox } from '../random/philox.js';
import { checkShape } from './checkShape.js';

export interface DropoutAttrs {
  /** The share of values that is dropped, from 0 to below 1. */
  readonly rate: number;
  /** A whole number, 0 to 2^32 - 1: layers with different ones drop different values. */
  readonly seed: number;
  /** The part of the batch, from 0, where a step goes through it in parts. */
  readonly part: number;
  /** The calls that a layer has had before in the step, for a layer that is called several times. */
  readonly call: number;
}

export type DropoutInputs = { readonly x: Tensor; readonly step: Tensor };

/**
 * Sets a share of the values of x to zero, and divides the others by 1 - rate. The gradient drops the same values.
 *
 * step [2] is the number of the step, as `stepNumber` makes it. Value i is kept where the upper 24 bits of word i % 4 of
 * Philox-4x32-10, with the counter (i / 4, part, step, call) and the key (seed, 0), are no less than rate * 2^24, rounded.
 */
export const dropout: Op<DropoutInputs, DropoutAttrs> = defineOp({
  kernelName: 'SkDropout',
  attrs: { rate: true, seed: true, part: true, call: true },
  outputs: ({ x, step }, { rate, seed, part, call }) => {
    checkShape('dropout', 'step', step.shape, [2]);
    if (!(rate >= 0 && rate < 1)) {
      throw new ShapeError(`dropout: rate wants a number from 0 to below 1, got ${rate}`);
    }
    for (const [name, value] of Object.entries({ seed, part, call })) {
      if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) continue;
      throw new ShapeError(`dropout: ${name} wants a whole number from 0 to 2^32 - 1, got ${value}`);
    }
    return x.shape;
  },
  composite: ({ x, step }, attrs) => {
    const [low = 0, high = 0] = step.dataSync<'float32'>();
    const kept = tf.tensor(keptValues(x.size, low + high * 2 ** 16, attrs), x.shape, 'bool');
    return tf.where(kept, tf.mul(x, dropoutScale(attrs.rate)), 0);
  },
  save: ['step'],
  gradient: (dy, { step }, attrs) => ({
    x: () => dropout({ x: dy, step }, attrs),
    step: () => tf.zerosLike(step),
  }),
});

/** Returns the factor of the values that are kept. */
export const dropoutScale = (rate: number): number => Math.fround(1 / (1 - rate));

/** Returns what the upper 24 bits of a random word are compared with. */
export const dropoutThreshold = (rate: number): number => Math.round(rate * 2 ** 24);

/** Returns 1 for each value that is kept, and 0 for the others. */
function keptValues(size: number, step: number, attrs: DropoutAttrs): Uint8Array {
  const threshold = dropoutThreshold(attrs.rate);
  const kept = new Uint8Array(size);
  for (let at = 0; at < size; at += 4) {
    for (const [i, word] of philox([at / 4, attrs.part, step, attrs.call], [attrs.seed, 0]).entries()) {
      if (at + i < size && word >>> 8 >= threshold) kept[at + i] = 1;
    }
  }
  return kept;
}
