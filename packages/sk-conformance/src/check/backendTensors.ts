/** Tensors of the current backend: made from float64 arrays, differentiated, read, and compared with what is wanted. */

import '@tensorflow/tfjs-layers'; // registers the gradients of the stock ops
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Array64 } from '../numbers/array64.js';
import { close, MismatchError, type Tolerance } from '../numbers/close.js';

/** Gradients of <dys, run(inputs)>. */
export function gradients(
  run: (inputs: readonly Tensor[]) => readonly Tensor[],
  inputs: Tensor[],
  dys: readonly Tensor[],
): Tensor[] {
  if (dys.length === 1) return tf.grads((...xs: Tensor[]) => run(xs)[0])(inputs, dys[0]);
  const loss = (...xs: Tensor[]): Tensor =>
    run(xs)
      // tfjs's webgl and webgpu cannot sum an empty tensor, which would add nothing.
      .flatMap((y, k) => (y.size === 0 ? [] : [tf.sum(tf.mul(y, dys[k]))]))
      .reduce((a, b) => tf.add(a, b));
  return tf.grads(loss)(inputs);
}

export function toTensor({ shape, values }: Array64): Tensor {
  return tf.tensor(Float32Array.from(values), [...shape], 'float32');
}

export interface Read {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export function read(tensors: readonly Tensor[]): Promise<Read[]> {
  return Promise.all(tensors.map(async (t) => ({ shape: t.shape, values: await t.data() })));
}

/** Absolute tolerance grows with the largest number of the tensor: sums round in proportion to their terms. */
export function same(actual: Read, expected: Array64, what: string, { rtol, atol }: Tolerance): void {
  if (`${actual.shape}` !== `${expected.shape}`) {
    throw new MismatchError(`${what} has shape [${actual.shape}], wanted [${expected.shape}]`);
  }
  const largest = expected.values.reduce((max, v) => Math.max(max, Math.abs(v)), 1);
  const scaled = { rtol, atol: Number.isFinite(largest) ? atol * largest : atol };
  close(actual.values, expected.values, what, scaled, expected.shape);
}

export function nothingLeft(before: tf.MemoryInfo, what: string): void {
  const after = tf.memory();
  for (const key of ['numTensors', 'numDataBuffers'] as const) {
    if (after[key] !== before[key]) {
      throw new MismatchError(`${what}: ${key} was ${before[key]} and is ${after[key]}`);
    }
  }
}
