import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-webgpu';
import { beforeAll, expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

beforeAll(startOnAnyAdapter);

it('opens for losses that are finite, until one is not', async () => {
  const before = tf.memory().numTensors;
  const failures = tf.tidy(() => tf.variable(tf.zeros([1])));
  const open = async (loss: number): Promise<readonly number[]> => {
    const [x, clone] = [tf.scalar(loss), tf.clone(failures)];
    const gate = plugin.gate(x, failures);
    const seen = [...(await gate.data()), ...(await failures.data())];
    tf.dispose([x, clone, gate]);
    return seen;
  };
  expect(await open(2.5)).toEqual([1, 0]);
  expect(await open(-3.4e38)).toEqual([1, 0]);
  expect(await open(1e-45)).toEqual([1, 0]);
  expect(await open(Number.POSITIVE_INFINITY)).toEqual([0, 1]);
  expect(await open(1)).toEqual([0, 2]);
  for (const loss of [Number.NaN, Number.NEGATIVE_INFINITY]) {
    tf.tidy(() => failures.assign(tf.zeros([1])));
    expect(await open(1)).toEqual([1, 0]);
    expect(await open(loss)).toEqual([0, 1]);
  }
  failures.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
