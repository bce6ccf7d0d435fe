import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { OutOfMemoryError } from 'sk-backend-webgpu';
import { start } from 'sk-backend-webgpu/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;
const allocated = (): number => backend().bufferManager.numBytesAllocated;
const held = (): readonly number[] => {
  const { numTensors, numDataBuffers } = tf.memory();
  return [numTensors, numDataBuffers, backend().numDataIds()];
};
const limit = (memoryLimitBytes: number): Promise<void> => start({ allowSoftware: true, memoryLimitBytes });
const megabyte = 2 ** 20;

beforeAll(startOnAnyAdapter);

describe('an allocation that cannot be had', () => {
  it('because one buffer cannot be so large is an OutOfMemoryError at once, and nothing is leaked', () => {
    const { maxBufferSize, maxStorageBufferBindingSize } = backend().device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const before = held();
    const { numBytesUsed } = backend().bufferManager;
    let error: unknown;
    try {
      tf.fill([most / 4 + 1], 1);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ op: "tfjs's fill", bytesWanted: most + 4, bytesHeld: numBytesUsed });
    expect((error as Error).message).toMatch(/tfjs's fill wants .* MB, .* are held; one buffer .* ends at/);
    expect(held()).toEqual(before);
  });

  it('in the middle of a kernel of many programs leaks nothing', async () => {
    const x = tf.ones([64, 64]);
    tf.dispose([tf.softmax(x), tf.logSoftmax(x)]);
    await x.data();
    const before = held();
    const failures: unknown[] = [];
    for (const buffers of [0, 1, 2, 3]) {
      await limit(0);
      expect(() => tf.fill([3, buffers + 1], 1)).toThrow(OutOfMemoryError);
      // The buffers that tfjs kept are given back: there is room for so many of the tensors of 16 kB.
      await limit(allocated() + buffers * 64 * 64 * 4 + 1000);
      for (const run of [tf.softmax, tf.logSoftmax]) {
        try {
          run(x).dispose();
        } catch (error) {
          failures.push(error);
        }
      }
    }
    await limit(Infinity);
    expect(failures.length).toBeGreaterThan(3);
    for (const error of failures) expect(error).toBeInstanceOf(OutOfMemoryError);
    const y = tf.add(x, 1);
    await y.data();
    y.dispose();
    expect(held()).toEqual(before);
    x.dispose();
  });

  it('because of memoryLimitBytes is one only after what tfjs keeps for later was given back', async () => {
    await limit(Infinity);
    const kept = [1, 2, 3].map((n) => tf.fill([n * megabyte], 1));
    tf.dispose(kept);
    await tf.scalar(1).data();
    await limit(allocated() + megabyte);
    const x = tf.fill([5 * megabyte], 1);
    expect(allocated()).toBeLessThan(24 * megabyte);
    expect(() => tf.fill([6 * megabyte], 2)).toThrow(/tfjs's fill wants 24.0 MB.* the limit is/);
    x.dispose();
    await limit(Infinity);
  });

  it('because the device has no more is an error of the next read, and a smaller one can be had', async () => {
    const { device } = backend();
    const x = tf.tensor1d([1, 2, 3]);
    const before = held();
    const large: tf.Tensor[] = [];
    let error: unknown;
    while (error === undefined) {
      large.push(tf.fill([device.limits.maxBufferSize / 4], 1));
      error = await x.data().then(
        () =>
          tf
            .add(x, 1)
            .data()
            .then(
              () => undefined,
              (e: unknown) => e,
            ),
        (e: unknown) => e,
      );
    }
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ op: "tfjs's fill", bytesWanted: device.limits.maxBufferSize });
    const none = large.at(-1) as tf.Tensor;
    expect(() => tf.slice(none, [0], [1])).toThrow(/tfjs's slice failed .* given a tensor of this: .*fill/);
    tf.dispose(large);
    const y = tf.add(x, 1);
    expect([...(await y.data())]).toEqual([2, 3, 4]);
    y.dispose();
    expect(held()[0]).toEqual(before[0]);
    x.dispose();
  });
});

describe('a training that ran out of memory goes on when there is more', () => {
  it('as a step in a tidy, which leaks nothing', async () => {
    const w = tf.variable(tf.ones([3, 3, 1, 4]) as tf.Tensor4D);
    const x = tf.ones([4, 8, 8, 1]) as tf.Tensor4D;
    const optimizer = tf.train.momentum(0.01, 0.9);
    const step = (): void =>
      tf.tidy(() => {
        optimizer.minimize(() => tf.sum(tf.softmax(tf.relu(tf.conv2d(x, w, 1, 'same')))), false, [w]);
      });
    step();
    await w.data();
    const before = held();
    const room = allocated();
    const failures: unknown[] = [];
    for (const share of [0.2, 0.4, 0.6, 0.8]) {
      await limit(Math.floor(room * share));
      try {
        step();
      } catch (error) {
        failures.push(error);
      }
      await limit(Infinity);
    }
    expect(failures.length).toBeGreaterThan(1);
    for (const error of failures) expect(error).toBeInstanceOf(OutOfMemoryError);
    step();
    expect((await w.data()).every(Number.isFinite)).toBe(true);
    expect(held()).toEqual(before);
    optimizer.dispose();
    tf.dispose([x, w]);
  });

  it('as the fit of a layers model', async () => {
    const model = tfl.sequential();
    model.add(tfl.layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }));
    model.add(tfl.layers.flatten());
    model.add(tfl.layers.dense({ units: 2, activation: 'softmax' }));
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const images = tf.ones([16, 8, 8, 1]);
    const labels = tf.oneHot(tf.fill([16], 1, 'int32'), 2);
    const fit = (): Promise<tfl.History> =>
      model.fit(images, labels, { epochs: 1, batchSize: 16, verbose: 0 });
    await limit(backend().bufferManager.numBytesUsed + 10_000);
    await expect(fit()).rejects.toThrow(OutOfMemoryError);
    await limit(Infinity);
    const { history } = await fit();
    expect(history['loss']?.[0]).toBeGreaterThan(0);
  });
});

it('what no kernel has wanted for a while is given back', async () => {
  const x = tf.ones([10]);
  tf.fill([megabyte], 1).dispose();
  const y = tf.add(x, 1);
  await y.data();
  const before = allocated();
  expect(before).toBeGreaterThan(4 * megabyte);
  for (let read = 0; read < 130; read++) {
    const z = tf.add(x, read);
    await z.data();
    z.dispose();
  }
  expect(allocated()).toBeLessThanOrEqual(before - 4 * megabyte);
  tf.dispose([x, y]);
});
