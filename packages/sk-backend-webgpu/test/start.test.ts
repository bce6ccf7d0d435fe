import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { AdapterError, adapterReport, plugin } from 'sk-backend-webgpu';
import { adapters, start } from 'sk-backend-webgpu/node';
import { kernelOrigin, pluginOf } from 'sk-core';
import { expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

it('adapterReport asks for a started backend', () => {
  expect(() => adapterReport()).toThrow(/await start\(\) first/);
});

it('the adapters of the machine have an index, a backend and a name', async () => {
  const list = await adapters();
  expect(list.length).toBeGreaterThan(0);
  expect(list.map(({ index }) => index)).toEqual(list.map((_, i) => i));
  for (const { backend, name } of list) expect([backend, name].every((text) => text.length > 0)).toBe(true);
});

it('an adapter that is not there is refused with the list of those that are', async () => {
  const [first] = await adapters();
  const started = start({ adapter: 'a card that nobody has', allowSoftware: true });
  await expect(started).rejects.toThrow(AdapterError);
  await expect(started).rejects.toThrow(`0: ${first?.name} (${first?.backend})`);
  await expect(start({ adapter: 99, allowSoftware: true })).rejects.toThrow(/there is no adapter 99: take/);
  expect(tf.engine().registry['webgpu']).toBeUndefined();
});

it('start takes an adapter by its index, and makes webgpu current with these kernels', async () => {
  await start({ adapter: 0, allowSoftware: true });
  expect(tf.getBackend()).toBe('webgpu');
  expect(pluginOf('webgpu')).toBe(plugin);
  expect(kernelOrigin('SkChannelShuffle')).toBe('plugin');
});

it('adapterReport tells of the device', () => {
  const report = adapterReport();
  const { device } = tf.backend() as WebGPUBackend;
  expect(report).toMatchObject({
    vendor: device.adapterInfo.vendor,
    architecture: device.adapterInfo.architecture,
    device: device.adapterInfo.device,
    description: device.adapterInfo.description,
  });
  expect(report.driver ?? report.description).toBe(report.description);
  expect(report.limits).toMatchObject({
    maxBufferSize: device.limits.maxBufferSize,
    maxComputeWorkgroupsPerDimension: device.limits.maxComputeWorkgroupsPerDimension,
  });
  expect(report.features).toEqual([...device.features].sort());
});

it('a further start keeps the backend and its tensors', async () => {
  const backend = tf.backend();
  const x = tf.add(tf.tensor1d([1]), 1);
  const name = (await adapters())[0]?.name.slice(0, 6).toUpperCase() as string;
  await Promise.all([start(), start({ adapter: name }), start({ power: 'high-performance' })]);
  expect(tf.backend()).toBe(backend);
  expect([...(await x.data())]).toEqual([2]);
});

it('the precision is chosen at a start, stays at one that names none, and is told', async () => {
  const told = async (options: Parameters<typeof start>[0]): Promise<string> => {
    await start(options);
    expect(plugin.products()).toBe(adapterReport().products);
    return plugin.products();
  };
  expect(await told({})).toBe('float32 everywhere');
  expect(await told({ precision: 'mixed' })).toMatch(/^float32 everywhere: the device has no chromium-exp/);
  expect(adapterReport().features.filter((name) => /matri/.test(name))).toEqual([]);
  expect(await told({ precision: 'rounded' })).toMatch(/^factors of dense convolutions rounded to float16/);
  expect(await told({})).toMatch(/rounded/);
  expect(await told({ precision: 'float32' })).toBe('float32 everywhere');
  const wrong = { precision: 'float16' as 'mixed' };
  await expect(start(wrong)).rejects.toThrow(
    /start: precision wants 'float32', 'mixed', 'rounded', got 'float16'/,
  );
});

it('starts that overlap make one backend', async () => {
  tf.removeBackend('webgpu');
  await Promise.all([startOnAnyAdapter(), startOnAnyAdapter()]);
  const backend = tf.backend() as WebGPUBackend;
  expect([...(await tf.add(tf.tensor1d([1]), 1).data())]).toEqual([2]);
  expect(await Promise.race([backend.device.lost, Promise.resolve('alive')])).toBe('alive');
});
