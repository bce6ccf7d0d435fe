import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-webgpu';
import { type BackendPlugin, channelShuffle, type DispatchRecorder, profileKernels } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from './support/adapter.js';

const { recordDispatches, copy } = plugin as Required<BackendPlugin>;
const record = (): DispatchRecorder => recordDispatches();

beforeAll(startOnAnyAdapter);

describe('recordDispatches', () => {
  it("hears of our dispatches and of tfjs's, with names, bytes and times", async () => {
    const x = tf.ones<tf.Rank.R4>([2, 3, 3, 4]);
    const recorder = record();
    const y = tf.tidy(() => tf.add(channelShuffle({ x }, { groups: 2 }), x));
    expect(recorder.count).toBe(2);
    expect(await y.data()).toEqual(new Float32Array(72).fill(2));
    expect(await recorder.finish()).toEqual([
      {
        op: 'SkChannelShuffle',
        shader: 'channelShuffle',
        bytes: 2 * 72 * 4,
        milliseconds: expect.any(Number),
      },
      { op: "tfjs's binary", shader: "tfjs's binary", bytes: 3 * 72 * 4, milliseconds: expect.any(Number) },
    ]);
  });

  it('counts a tensor once that a dispatch reads twice, and empty tensors not at all', async () => {
    const x = tf.relu(tf.ones([5]));
    const recorder = record();
    tf.tidy(() => {
      tf.mul(x, x);
      tf.relu(tf.zeros([0, 3]));
    });
    expect((await recorder.finish()).map(({ bytes }) => bytes)).toEqual([2 * 5 * 4]);
  });

  it('times more dispatches than one query set has room for', async () => {
    const recorder = record();
    const sum = tf.tidy(() => {
      let value: tf.Tensor = tf.ones([1]);
      for (let i = 0; i < 2100; i++) value = tf.relu(value);
      return value;
    });
    await sum.data();
    const dispatches = await guard(() => recorder.finish());
    expect(dispatches).toHaveLength(2100);
    const times = dispatches.map(({ milliseconds }) => milliseconds ?? Number.NaN);
    expect(times.every((time) => time >= 0)).toBe(true);
    expect(times.slice(2048).some((time) => time > 0)).toBe(true);
  });

  it('leaves the backend as it was, and refuses a second recorder meanwhile', async () => {
    const recorder = record();
    expect(record).toThrow(/being recorded already/);
    expect(await recorder.finish()).toEqual([]);
    const again = record();
    tf.dispose(tf.relu(tf.ones([3])));
    expect(await again.finish()).toHaveLength(1);
    expect(recorder.count).toBe(0);
    expect(await tf.relu(tf.ones([3])).data()).toEqual(new Float32Array(3).fill(1));
  });
});

it('profileKernels gives each call the dispatches of its kernel', async () => {
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 4]);
  const run = async () => {
    const y = tf.tidy(() => tf.sum(tf.square(tf.reshape(channelShuffle({ x }, { groups: 2 }), [4, 4]))));
    await y.data();
    y.dispose();
  };
  await run();
  const { calls } = await profileKernels(run);
  expect(calls.map(({ kernelName, dispatches }) => [kernelName, dispatches])).toEqual([
    ['SkChannelShuffle', 1],
    ['Reshape', 0],
    ['Square', 1],
    ['Sum', 1],
  ]);
  expect(calls.every(({ milliseconds }) => milliseconds !== undefined)).toBe(true);
});

it.each([[[4, 8]], [[5]], [[1]]])('copies a tensor of shape %j in one dispatch', async (shape) => {
  const x = tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
  const recorder = record();
  const y = copy(x);
  expect(await recorder.finish()).toMatchObject([{ op: 'copy', bytes: 2 * 4 * x.size }]);
  expect(y.shape).toEqual(shape);
  expect(await y.data()).toEqual(await x.data());
  y.dispose();
});
