/** Comparison of tfjs's cpu backend and webgpu with this package, on the same piece of tfjs. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients of the stock ops
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { guard, startOnAnyAdapter } from './adapter.js';

type Outcome = tf.Tensor | readonly tf.Tensor[];

interface Result {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: Float32Array;
}

/** Demands equal shapes, types and values, nothing left in memory, and no error of the device. */
export async function sameAsCpu(run: () => Outcome, tolerance = 2e-5): Promise<void> {
  await tf.setBackend('cpu');
  const wanted = await outcome(run);
  await startOnAnyAdapter();
  const got = await guard(() => outcome(run));
  expect(got.map(({ shape, dtype }) => [shape, dtype])).toEqual(
    wanted.map(({ shape, dtype }) => [shape, dtype]),
  );
  got.forEach(({ values }, k) => {
    const reference = wanted[k]?.values as Float32Array;
    const largest = reference
      .filter(Number.isFinite)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    expect(values.length, `output ${k}`).toBe(reference.length);
    values.forEach((value, i) => {
      const other = reference[i] as number;
      // On SwiftShader and many GPUs no zero has a sign.
      const close = Object.is(value + 0, other + 0) || Math.abs(value - other) <= tolerance * largest;
      if (!close) expect(value, `output ${k}, element ${i}`).toBe(other);
    });
  });
}

async function outcome(run: () => Outcome): Promise<Result[]> {
  const before = tf.memory();
  const tensors = tf.tidy(() => [run() as tf.Tensor].flat());
  const results: Result[] = [];
  for (const tensor of tensors) {
    const values = Float32Array.from(await tensor.data());
    results.push({ shape: tensor.shape, dtype: tensor.dtype, values });
  }
  tf.dispose(tensors);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  return results;
}

/** Returns seeded numbers of [-1, 1), the same on each backend. */
export function noise(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  let state = (seed * 2654435761) >>> 0;
  const values = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return tf.tensor(values, [...shape]);
}
