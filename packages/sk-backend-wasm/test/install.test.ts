import * as tf from '@tensorflow/tfjs-core';
import { install, plugin } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { channelShuffle, kernelOrigin, pluginOf } from 'sk-core';
import { describe, expect, it } from 'vitest';

describe('install', () => {
  it('asks for a started backend where it needs one', () => {
    expect(() => plugin.memory?.()).toThrow(/the wasm backend has not started: await tf\.setBackend/);
  });

  it('start makes wasm the current backend, with these kernels', async () => {
    await start();
    expect(tf.getBackend()).toBe('wasm');
    expect(pluginOf('wasm')).toBe(plugin);
    expect(kernelOrigin('SkSelect')).toBe('plugin');
  });

  it('is idempotent', () => {
    const before = tf.getKernelsForBackend('wasm').length;
    install();
    install();
    expect(tf.getKernelsForBackend('wasm').length).toBe(before);
    expect(kernelOrigin('Conv2DBackpropFilter')).toBe('plugin');
  });

  it('a clone shares its buffer, and lives as long as one of the two', () => {
    const usedBytes = plugin.memory?.().usedBytes as number;
    const a = tf.tensor1d([1, 2, 3]);
    const b = a.clone();
    expect(plugin.memory?.().usedBytes).toBe(usedBytes + 12);
    a.dispose();
    expect([...b.dataSync()]).toEqual([1, 2, 3]);
    b.dispose();
    expect(plugin.memory?.().usedBytes).toBe(usedBytes);
  });

  it('a backend that is removed and started again has its own heap', async () => {
    const held = tf.zeros([1000]);
    expect(plugin.memory?.().usedBytes).toBeGreaterThanOrEqual(4000);
    held.dispose();
    const { factory } = tf.engine().registryFactory['wasm'] as { factory: () => Promise<tf.KernelBackend> };
    tf.removeBackend('wasm');
    expect(() => plugin.memory?.()).toThrow(/has not started/);

    tf.registerBackend('wasm', factory);
    await tf.setBackend('wasm');
    expect(plugin.memory?.().usedBytes).toBe(0);
    const y = channelShuffle({ x: tf.ones([1, 2, 2, 4]) }, { groups: 2 });
    expect(plugin.memory?.().usedBytes).toBe(2 * 64);
    expect(y.dataSync().every((v) => v === 1)).toBe(true);
  });
});
