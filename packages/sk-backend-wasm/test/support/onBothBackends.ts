import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers the gradients of the stock ops
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { expect } from 'vitest';

type Outcome = tf.Tensor | readonly tf.Tensor[];

/**
 * Runs on tfjs's cpu backend and on wasm with this package. Demands equal shapes and values, and nothing left in
 * memory.
 */
export async function sameOnBoth(run: () => Outcome, tolerance = 2e-5): Promise<void> {
  const [wanted, got] = [await outcome('cpu', run), await outcome('wasm', run)];
  expect(got.map(({ shape, dtype }) => [shape, dtype])).toEqual(
    wanted.map(({ shape, dtype }) => [shape, dtype]),
  );
  got.forEach(({ values }, k) => {
    const reference = wanted[k]?.values as Float32Array;
    const largest = reference
      .filter(Number.isFinite)
      .reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    values.forEach((value, i) => {
      const other = reference[i] as number;
      const close = Object.is(value, other) || Math.abs(value - other) <= tolerance * largest;
      if (!close) expect(value, `output ${k}, element ${i}`).toBe(other);
    });
  });
}

async function outcome(
  backend: 'cpu' | 'wasm',
  run: () => Outcome,
): Promise<{ shape: number[]; dtype: string; values: Float32Array }[]> {
  if (backend === 'wasm') await start();
  else await tf.setBackend(backend);
  const before = tf.memory();
  const tensors = tf.tidy(() => [run() as tf.Tensor].flat());
  const results = tensors.map((t) => ({
    shape: t.shape,
    dtype: t.dtype,
    values: Float32Array.from(t.dataSync()),
  }));
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
