import './support/adapter.js';
import * as tf from '@tensorflow/tfjs-core';
import { OutOfMemoryError, plugin } from 'sk-backend-webgpu';
import { start } from 'sk-backend-webgpu/node';
import type { BackendMemory } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';

const megabyte = 2 ** 20;
const memory = (): BackendMemory => plugin.memory?.() as BackendMemory;

beforeAll(() => start({ allowSoftware: true, memoryLimitBytes: 8 * megabyte }));

describe('memory of webgpu', () => {
  it('counts what tensors take and give back', () => {
    const before = memory();
    const x = tf.relu(tf.ones([512, 512]));
    expect(memory().usedBytes).toBeGreaterThanOrEqual(before.usedBytes + megabyte);
    expect(memory().heapBytes).toBeGreaterThanOrEqual(memory().usedBytes);
    x.dispose();
    expect(memory().usedBytes).toBeLessThan(before.usedBytes + 2 * megabyte);
  });

  it('ends at the limit that start was given', () => {
    expect(memory().limitBytes).toBe(8 * megabyte);
    expect(() => tf.tidy(() => tf.relu(tf.ones([2048, 2048])))).toThrow(OutOfMemoryError);
    expect(memory().heapBytes).toBeLessThanOrEqual(8 * megabyte);
  });
});
