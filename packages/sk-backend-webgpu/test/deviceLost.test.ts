import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { DeviceLostError } from 'sk-backend-webgpu';
import { channelShuffle, kernelOrigin } from 'sk-core';
import { expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;

it('a lost device is an error of the next read and of the next kernel, and start makes a new one', async () => {
  await startOnAnyAdapter();
  const first = backend();
  const x = tf.tensor1d([1, 2, 3]);
  const w = tf.variable(tf.tensor1d([5]));
  const y = tf.relu(x);
  await y.data();
  const z = tf.add(y, 1);
  first.device.destroy();
  const error: unknown = await z.data().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DeviceLostError);
  expect(error).toMatchObject({
    op: "tfjs's binary",
    message: expect.stringMatching(
      /lost during or after tfjs's binary \(destroyed: .*start the backend again/,
    ),
  });
  for (const _ of [1, 2]) expect(() => tf.relu(x)).toThrow(DeviceLostError);
  const image = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
  expect(() => channelShuffle({ x: image }, { groups: 2 })).toThrow(DeviceLostError);
  await expect(tf.tensor1d([1]).data()).rejects.toThrow(DeviceLostError);

  await startOnAnyAdapter();
  expect(backend()).not.toBe(first);
  expect(kernelOrigin('SkChannelShuffle')).toBe('plugin');
  const again = channelShuffle({ x: tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]) }, { groups: 2 });
  expect([...(await again.data())]).toEqual([1, 3, 2, 4]);
  w.assign(tf.tensor1d([7]));
  expect([...(await tf.add(w, 1).data())]).toEqual([8]);
  await expect(Promise.resolve().then(() => tf.relu(z))).rejects.toThrow(DeviceLostError);
  tf.dispose([x, y, z, w, again, image]);
});

it('a removed backend ends its device, and its tensors say so', async () => {
  await startOnAnyAdapter();
  const { device } = backend();
  const x = tf.add(tf.tensor1d([1]), 1);
  tf.removeBackend('webgpu');
  expect((await device.lost).reason).toBe('destroyed');
  await expect(x.data()).rejects.toThrow(DeviceLostError);
  x.dispose();
  await startOnAnyAdapter();
  expect([...(await tf.add(tf.tensor1d([1]), 1).data())]).toEqual([2]);
});
