import * as tf from '@tensorflow/tfjs-core';
import { moveAverages } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

beforeAll(startOnAnyAdapter);

const numbers = async (t: tf.Tensor): Promise<number[]> => Array.from(await t.data());

it('averages of two sizes and five of one move by their momentum, in place', async () => {
  const before = tf.memory().numTensors;
  const sizes = [3, 3, 3, 3, 3, 200];
  const averages = sizes.map((size, i) => ({
    running: tf.tidy(() => tf.variable(tf.fill([size], i))),
    value: tf.fill([size], 10 * i + 1),
    momentum: 0.75,
    scale: 2,
  }));
  moveAverages(averages);
  for (const [i, { running }] of averages.entries()) {
    const wanted = 0.75 * i + 0.25 * 2 * (10 * i + 1);
    expect(await numbers(running)).toEqual(Array.from({ length: sizes[i] as number }, () => wanted));
  }
  tf.dispose(averages.flatMap(({ running, value }) => [running, value]));
  expect(tf.memory().numTensors).toBe(before);
});

it('a tensor that shares the buffer of an average keeps its values, and an average that was read shows the new ones', async () => {
  const running = tf.variable(tf.tensor1d([1, 2]));
  const shared = running.clone();
  await numbers(running);
  const value = tf.tensor1d([3, 4]);
  moveAverages([{ running, value, momentum: 0.5, scale: 1 }]);
  expect(await numbers(shared)).toEqual([1, 2]);
  expect(await numbers(running)).toEqual([2, 3]);
  moveAverages([{ running, value, momentum: 0, scale: 1 }]);
  expect(await numbers(running)).toEqual([3, 4]);
  tf.dispose([running, shared, value]);
});

it('a value of another shape is refused', () => {
  const running = tf.variable(tf.tensor1d([1, 2]));
  const value = tf.tensor1d([1, 2, 3]);
  expect(() => moveAverages([{ running, value, momentum: 0.5, scale: 1 }])).toThrow(
    expect.objectContaining({ name: 'ShapeError', message: expect.stringMatching(/\[2\].*\[3\]/) }),
  );
  tf.dispose([running, value]);
});
