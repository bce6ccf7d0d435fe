/** The sum of gradients over ranks, of tensors that are summed where they lie and of those that are read and written. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { elementAt, type Ranks } from 'sk-core';
import { RankError, ThreadRanks, threadMemory } from 'sk-train';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { GradientExchange } from '../../src/ranks/gradientExchange.js';

beforeAll(async () => {
  await start();
});

afterEach(async () => {
  await tf.setBackend('wasm');
});

const shapes = [[3], [256, 300], [2, 2], [70_000], []] as const;

it.each([
  { backend: 'wasm', isInPlace: true, messages: [256 * 300, 70_000, 3 + 4 + 1] },
  { backend: 'cpu', isInPlace: false, messages: [3 + 256 * 300 + 4 + 70_000 + 1 + 256 * 300] },
])('sums tensors of $backend', async ({ backend, isInPlace, messages }) => {
  await tf.setBackend(backend);
  const size = 2;
  const memory = threadMemory(size);
  const lengths: number[] = [];
  const before = tf.memory().numTensors;
  const sums = await Promise.all(
    Array.from({ length: size }, async (_, rank) => {
      const ranks = new ThreadRanks({ memory, rank, size }, (code) => {
        throw new Error(`rank ${rank} aborts with ${code}`);
      });
      const allreduce = ranks.allreduce.bind(ranks);
      ranks.allreduce = (values) => {
        if (rank === 0) lengths.push(values.length);
        return allreduce(values);
      };
      const gradients = shapes.map((shape, i) => tf.fill([...shape], 10 * (rank + 1) + i));
      // The gradient of two weights that are added up is one array.
      const own = [...gradients, tf.clone(elementAt(gradients, 1))];
      const sums = await new GradientExchange(ranks).sum(own);
      expect(sums.map((sum, i) => sum === own[i])).toEqual(own.map(() => isInPlace));
      if (!isInPlace) tf.dispose(own);
      return [...sums];
    }),
  );
  expect(lengths).toEqual(messages);
  for (const rank of sums) {
    expect(rank.map(({ shape }) => shape)).toEqual([...shapes, shapes[1]]);
    for (const [i, sum] of rank.entries()) {
      expect(new Set(await sum.data())).toEqual(new Set([30 + 2 * (i === shapes.length ? 1 : i)]));
    }
  }
  tf.dispose(sums);
  expect(tf.memory().numTensors).toBe(before);
});

/** A group of one, whose sums take a while in which something happens. */
const alone = (meanwhile: (values: Float32Array) => void): Ranks => ({
  ...{ engine: 'none', rank: 0, size: 1, localRank: 0, localSize: 1 },
  allreduce: async (values) => meanwhile(values),
  allreduceSync: () => true,
  broadcast: async () => undefined,
  barrier: async () => undefined,
  abort: (code) => {
    throw new Error(`aborts with ${code}`);
  },
  close: async () => undefined,
});

it('refuses a sum in a heap that has grown meanwhile, and keeps no tensor', async () => {
  const gradient = tf.fill([70_000], 1);
  const before = tf.memory().numTensors;
  const ranks = alone((values) => {
    const taken: tf.Tensor[] = [];
    while (values.length > 0) taken.push(tf.zeros([1_000_000]));
    tf.dispose(taken);
  });
  await expect(new GradientExchange(ranks).sum([gradient])).rejects.toThrow(RankError);
  expect(tf.memory().numTensors).toBe(before);
  gradient.dispose();
});

it('keeps no tensor where there is no memory for the results', async () => {
  await tf.setBackend('cpu');
  const gradients = [tf.fill([70_000], 1), tf.fill([2], 1)];
  const before = tf.memory().numTensors;
  const ranks = alone(() => {
    if (vi.isMockFunction(tf.engine().makeTensor)) return;
    vi.spyOn(tf.engine(), 'makeTensor').mockImplementation(() => {
      throw new Error('no memory');
    });
  });
  try {
    await expect(new GradientExchange(ranks).sum(gradients)).rejects.toThrow('no memory');
  } finally {
    vi.restoreAllMocks();
  }
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(gradients);
});
