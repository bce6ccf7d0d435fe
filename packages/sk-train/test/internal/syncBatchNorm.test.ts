/** Batch norms that see the batch of all ranks: what is refused before ranks could wait for each other in a forward pass. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { RankError, ThreadRanks, TrainStep, threadMemory } from 'sk-train';
import { beforeAll, expect, it } from 'vitest';
import { tinyNetwork, tinyShape } from '../tinyNetwork.js';

const settings = { momentum: 0.9, nesterov: false, weightDecay: 0, labelSmoothing: 0, accumulate: 4 };

/** Returns ranks that live in this thread, where none may wait for another. */
function group(size: number): readonly ThreadRanks[] {
  const memory = threadMemory(size);
  return Array.from({ length: size }, (_, rank) => {
    const ranks = new ThreadRanks({ memory, rank, size }, (code) => {
      throw new Error(`rank ${rank} aborts with ${code}`);
    });
    ranks.allreduceSync = () => {
      throw new Error('meets the others in the forward pass');
    };
    return ranks;
  });
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('parts of different numbers of pieces are refused on every rank before the forward pass', async () => {
  const before = tf.memory().numTensors;
  // The numbers of rank 1 are the mean of all.
  const ends = await Promise.allSettled(
    group(3).map(async (ranks) => {
      const model = tinyNetwork();
      const step = new TrainStep(model, settings, { ranks, syncBatchNorm: true });
      const count = ranks.rank + 1;
      const [shape, labels] = [[count, ...tinyShape] as const, new Int32Array(count)];
      try {
        return await step.run({ images: new Float32Array(count * 108), shape: [...shape], labels }, 0.1);
      } finally {
        step.dispose();
        model.dispose();
      }
    }),
  );
  const reasons = ends.map((end) => (end.status === 'rejected' ? end.reason : undefined));
  for (const [rank, reason] of reasons.entries()) {
    expect(reason).toBeInstanceOf(RankError);
    expect(reason.message).toMatch(
      new RegExp(`^rank ${rank} has cut ${rank + 1} images into ${rank + 1} parts, and another rank has not`),
    );
  }
  expect(tf.memory().numTensors).toBe(before);
});

it('a batch norm of TensorFlow.js is found in a model within the model', () => {
  const inner = sequential({ layers: [layers.batchNormalization({ inputShape: [6, 6, 3] })] });
  const model = sequential({
    layers: [inner, layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })],
  });
  const [ranks] = group(2);
  expect(() => new TrainStep(model, settings, { ranks, syncBatchNorm: true })).toThrow(
    /^syncBatchNorm .*is a batch norm of TensorFlow\.js/,
  );
  model.dispose();
});
