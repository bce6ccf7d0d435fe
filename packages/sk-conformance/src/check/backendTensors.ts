/** Tensors of the current backend: made from float64 arrays, differentiated, read, and compared with what is wanted. */

import '@tensorflow/tfjs-layers'; // registers the gradients of the stock ops
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { Array64 } from '../numbers/array64.js';
import { close, MismatchError, type Tolerance } from '../numbers/close.js';

/** Returns the gradients of <dys, run(inputs)>, one for each input. */
export function gradients(
  run: (inputs: readonly Tensor[]) => readonly Tensor[],
  inputs: Tensor[],
  dys: readonly Tensor[],
): Tensor[] {
  const [only, ...others] = dys;
  if (others.length === 0) return tf.grads((...xs: Tensor[]) => elementAt(run(xs), 0))(inputs, only);
  const loss = (...xs: Tensor[]): Tensor =>
    run(xs)
      // tfjs's webgl and webgpu cannot sum an empty tensor, which would add nothing.
      .flatMap((y, k) => (y.size === 0 ? [] : [tf.sum(tf.mul(y, elementAt(dys, k)))]))
      .reduce((a, b) => tf.add(a, b));
  return tf.grads(loss)(inputs);
}

/** Makes a float32 tensor of an array. */
export function toTensor({ shape, values }: Array64): Tensor {
  return tf.tensor(Float32Array.from(values), [...shape], 'float32');
}

/** Shape and values of a tensor. */
export interface Read {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Reads tensors from the backend. */
export function read(tensors: readonly Tensor[]): Promise<Read[]> {
  return Promise.all(tensors.map(async (t) => ({ shape: t.shape, values: await t.data() })));
}

/**
 * Compares shape and values. The absolute tolerance grows with the largest number of the tensor: sums round in
 * proportion to their terms.
 *
 * @throws MismatchError for another shape, or at the first value that differs.
 */
export function same(actual: Read, expected: Array64, what: string, { rtol, atol }: Tolerance): void {
  if (`${actual.shape}` !== `${expected.shape}`) {
    throw new MismatchError(`${what} has shape [${actual.shape}], wanted [${expected.shape}]`);
  }
  const largest = expected.values.reduce((max, v) => Math.max(max, Math.abs(v)), 1);
  const scaled = { rtol, atol: Number.isFinite(largest) ? atol * largest : atol };
  close(actual.values, expected.values, what, scaled, expected.shape);
}

const counts: readonly ('numTensors' | 'numDataBuffers')[] = ['numTensors', 'numDataBuffers'];

/**
 * Compares the counts of tensors and buffers with those of an earlier moment.
 *
 * @throws MismatchError where a count has changed.
 */
export function nothingLeft(before: tf.MemoryInfo, what: string): void {
  const after = tf.memory();
  for (const key of counts) {
    if (after[key] !== before[key]) {
      throw new MismatchError(`${what}: ${key} was ${before[key]} and is ${after[key]}`);
    }
  }
}
