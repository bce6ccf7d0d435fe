import * as tf from '@tensorflow/tfjs-core';
import { install, OutOfMemoryError, plugin } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { groupedConv2d } from 'sk-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';

const megabyte = 2 ** 20;
const memory = () => plugin.memory?.() as { heapBytes: number; usedBytes: number; limitBytes: number };
const floats = (bytes: number) => tf.backend().write(null as never, [bytes / 4], 'float32');
const caught = (run: () => unknown): OutOfMemoryError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(OutOfMemoryError);
    return error as OutOfMemoryError;
  }
  throw new Error('nothing was thrown');
};

beforeAll(() => start());
afterEach(() => install({ heapLimitBytes: Number.POSITIVE_INFINITY }));

describe('the heap of wasm', () => {
  it('counts what tensors take and give back', () => {
    const before = memory().usedBytes;
    const t = tf.zeros([1000]);
    expect(memory().usedBytes).toBe(before + 4000);
    t.dispose();
    expect(memory().usedBytes).toBe(before);
    expect(memory().heapBytes).toBeGreaterThanOrEqual(memory().usedBytes);
  });

  it('a tensor past a limit is an error with sizes, and nothing is held after it', () => {
    const before = memory().usedBytes;
    install({ heapLimitBytes: before + 3 * megabyte });
    const first = tf.zeros([512, 1024]);
    const error = caught(() => tf.zeros([512, 1024]));
    expect(error).toMatchObject({
      op: 'allocation',
      bytesWanted: 2 * megabyte,
      bytesHeld: before + 2 * megabyte,
    });
    expect(error.message).toMatch(/allocation wants 2\.0 MB, 2\.\d MB of 3\.\d MB are held.*smaller batch/);
    expect(first.dataSync().every((v) => v === 0)).toBe(true);
    first.dispose();
    expect(memory().usedBytes).toBe(before);
  });

  it('a kernel past a limit says its name and frees its outputs and its scratch space', () => {
    const x = tf.ones([1, 64, 64, 16]);
    const filter = tf.ones([3, 3, 16, 16]);
    const attrs = { groups: 1, strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1] } as const;
    const before = memory().usedBytes;
    const tensors = tf.memory().numTensors;
    for (const room of [1000, 64 * 64 * 16 * 4 + 1000]) {
      install({ heapLimitBytes: before + room });
      expect(caught(() => groupedConv2d({ x, filter }, attrs)).op).toBe('SkGroupedConv2D');
      expect(memory().usedBytes).toBe(before);
      expect(tf.memory().numTensors).toBe(tensors);
    }
    install({ heapLimitBytes: Number.POSITIVE_INFINITY });
    const y = groupedConv2d({ x, filter }, attrs);
    expect(y.dataSync()[65 * 16]).toBe(144);
    tf.dispose([x, filter, y]);
  });

  it('more than 4 GB at once is an error, not the remainder', () => {
    const error = caught(() => floats(2 ** 32 + 4096));
    expect(error.bytesWanted).toBe(2 ** 32 + 4096);
  });

  it('the end at 4 GB is an error, and tensors above 2 GB compute right', () => {
    const held: object[] = [];
    const block = 512 * megabyte;
    const error = caught(() => {
      for (;;) held.push(floats(block));
    });
    expect(error.bytesWanted).toBe(block);
    expect(held.length).toBeGreaterThanOrEqual(6);
    expect(held.length).toBeLessThan(8);
    expect(memory().heapBytes).toBeGreaterThan(2 ** 31 + block);

    const high = tf.tidy(() => {
      const x = tf.fill([4, 8, 8, 4], 2);
      const filter = tf.fill([3, 3, 2, 4], 0.5);
      const attrs = { groups: 2, strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] } as const;
      return groupedConv2d({ x, filter }, attrs);
    });
    const last = tf.backend() as unknown as { getMemoryOffset(dataId: object): number };
    expect(last.getMemoryOffset(high.dataId)).toBeGreaterThan(2 ** 31);
    expect(high.dataSync().every((v) => v === 18)).toBe(true);
    high.dispose();

    for (const id of held) tf.backend().disposeData(id);
    expect(caught(() => floats(2 ** 32 - 1024)).bytesHeld).toBeLessThan(block);
    const again = tf.ones([1000]);
    expect(tf.sum(again).dataSync()[0]).toBe(1000);
  });
});
