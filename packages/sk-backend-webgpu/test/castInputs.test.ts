import * as tf from '@tensorflow/tfjs-core';
import { channelShuffle, softmaxCrossEntropy } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

beforeAll(startOnAnyAdapter);

it('whole numbers that tfjs has cast to float32 without touching their buffer are read as numbers', async () => {
  const labels = tf.cast(tf.tensor1d([0, 2, 1], 'int32'), 'float32');
  const logits = tf.tensor2d([4, 0, 0, 0, 0, 4, 0, 4, 0], [3, 3]);
  const losses = await softmaxCrossEntropy({ logits, labels }, { labelSmoothing: 0 }).data();
  const wanted = Math.log(Math.exp(4) + 2) - 4;
  for (const loss of losses) expect(loss).toBeCloseTo(wanted, 5);
});

it('so are truth values', async () => {
  const x = tf.cast(tf.tensor4d([1, 0, 1, 1], [1, 1, 1, 4], 'bool'), 'float32');
  expect(Array.from(await channelShuffle({ x }, { groups: 2 }).data())).toEqual([1, 1, 0, 1]);
});
