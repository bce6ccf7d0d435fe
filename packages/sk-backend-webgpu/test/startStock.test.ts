import '../../../tools/swiftshader/load.mjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { kernelOrigin } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';
import { create, globals } from 'webgpu';

const load = (): Promise<typeof import('sk-backend-webgpu')> => import('sk-backend-webgpu');

/** Starts tfjs's WebGPU as a page does that loads this package later. */
beforeAll(async () => {
  Object.assign(globalThis, globals);
  const navigator = globalThis.navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  expect(await tf.setBackend('webgpu')).toBe(true);
});

it('a backend that tfjs has started stays on its device, and gets kernels and errors', async () => {
  const stock = tf.backend() as WebGPUBackend;
  const x = tf.add(tf.tensor1d([1, 2]), 1);
  const { start, adapterReport, OutOfMemoryError } = await load();
  await start({ allowSoftware: true });
  expect(tf.backend()).toBe(stock);
  expect([...(await x.data())]).toEqual([2, 3]);
  expect(kernelOrigin('SkChannelShuffle')).toBe('plugin');
  expect(() => tf.fill([2 ** 32], 1)).toThrow(OutOfMemoryError);
  const count = stock.device.limits.maxStorageBuffersPerShaderStage + 5;
  expect([...(await tf.addN(Array.from({ length: count }, () => x)).data())]).toEqual([2 * count, 3 * count]);
  const { limits, features } = adapterReport();
  expect(limits['maxStorageBuffersPerShaderStage']).toBe(stock.device.limits.maxStorageBuffersPerShaderStage);
  expect(features).toEqual([...stock.device.features].sort());
});

it('options that ask for another adapter are refused, and say what to do', async () => {
  const { start, AdapterError } = await load();
  const started = start({ adapter: 'a card that nobody has', allowSoftware: true });
  await expect(started).rejects.toThrow(AdapterError);
  await expect(started).rejects.toThrow(
    /adapter is .*'a card that nobody has' was asked for: ask for a part/,
  );
});
