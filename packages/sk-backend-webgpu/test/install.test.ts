import * as tf from '@tensorflow/tfjs-core';
import { install, plugin } from 'sk-backend-webgpu';
import { channelShuffle, kernelOrigin, pluginOf } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

describe('install', () => {
  it('happens on import of /auto alone', async () => {
    expect(kernelOrigin('SkChannelShuffle', 'webgpu')).toBe('none');
    expect(kernelOrigin('AddN', 'webgpu')).toBe('stock');
    await import('sk-backend-webgpu/auto');
    expect(kernelOrigin('SkChannelShuffle', 'webgpu')).toBe('plugin');
    expect(kernelOrigin('AddN', 'webgpu')).toBe('plugin');
    expect(pluginOf('webgpu')).toBe(plugin);
  });

  it('is idempotent, also after start', async () => {
    const before = tf.getKernelsForBackend('webgpu').length;
    install();
    await startOnAnyAdapter();
    install();
    expect(tf.getKernelsForBackend('webgpu').length).toBe(before);
  });

  it('is of one contract with sk-core, and names what it replaces', () => {
    expect(plugin).toMatchObject({ name: 'sk-backend-webgpu', backendName: 'webgpu', contractVersion: 1 });
    const names = plugin.kernels.kernels.map(({ kernelName }) => kernelName);
    expect(new Set(names).size).toBe(names.length);
  });

  it('holds for the backend that starts after it was removed', async () => {
    await startOnAnyAdapter();
    const first = tf.backend();
    tf.removeBackend('webgpu');
    await startOnAnyAdapter();
    expect(tf.backend()).not.toBe(first);
    const y = channelShuffle({ x: tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]) }, { groups: 2 });
    expect([...(await y.data())]).toEqual([1, 3, 2, 4]);
  });
});
