import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-webgpu';
import { beforeAll, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from './support/adapter.js';

beforeAll(startOnAnyAdapter);

/** For more than one dispatch, of one workgroup and of many, one of them empty. */
const shapes = [[3, 3, 4, 5], [7], [], [4], [1030], [2, 2], [8], [64, 33], [0, 2], [12], [3], [5]];
const sizes = shapes.map((shape) => tf.util.sizeFromShape(shape));

const values = (from: number): Float32Array =>
  Float32Array.from({ length: sizes.reduce((sum, size) => sum + size, 0) }, (_, i) => from + i);

it('variables get their parts in place, and what they shared stays as it is', async () => {
  const { numTensors } = tf.memory();
  const variables = shapes.map((shape) => tf.tidy(() => tf.variable(tf.fill(shape, 5))));
  const assign = async (from: number): Promise<void> => {
    const x = tf.tensor1d(values(from));
    await guard(async () => plugin.assignParts(x, variables));
    x.dispose();
    let end = 0;
    for (const [i, variable] of variables.entries()) {
      const begin = end;
      end += sizes[i] ?? 0;
      expect([...(await variable.data())]).toEqual([...values(from).subarray(begin, end)]);
    }
  };
  await assign(1);
  const [first] = variables;
  const clone = tf.clone(first as tf.Variable);
  const addresses = variables.map(({ dataId }) => dataId);
  await assign(10_000);
  expect((await clone.data())[1]).toBe(2);
  expect(variables.map(({ dataId }, i) => dataId === addresses[i])).toEqual(shapes.map((_, i) => i > 0));
  tf.dispose([...variables, clone]);
  expect(tf.memory().numTensors).toBe(numTensors);
});
