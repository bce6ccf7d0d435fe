import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Batch } from 'sk-models';
import { splitBatch, TrainStep, type TrainStepSettings } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyData, tinyNetwork, weightsOf } from './tinyNetwork.js';

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
};

async function firstBatch(batchSize: number): Promise<Batch> {
  for await (const batch of tinyData(12).batches({ batchSize, epoch: 0 })) return batch;
  throw new Error('no batch');
}

describe('TrainStep', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('leaves as many tensors after each step as before it, cut into parts or not', async () => {
    for (const accumulate of [1, 3]) {
      const model = tinyNetwork();
      const step = new TrainStep(model, { ...settings, accumulate });
      const batch = await firstBatch(6);
      const before = tf.memory().numTensors;
      for (let i = 0; i < 3; i++) {
        await step.run(batch, 0.1);
        expect(tf.memory().numTensors).toBe(before);
      }
      step.dispose();
      model.dispose();
    }
  });

  it('lowers the loss of a batch that it sees again and again', async () => {
    const model = tinyNetwork();
    const step = new TrainStep(model, { ...settings, labelSmoothing: 0 });
    const batch = await firstBatch(6);
    const losses: number[] = [];
    for (let i = 0; i < 20; i++) losses.push((await step.run(batch, 0.1)).loss);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 4);
    step.dispose();
    model.dispose();
  });

  it('computes the same step in four uneven parts as in one, but for rounding, without batch normalisation', async () => {
    const batch = await firstBatch(10);
    const results = await Promise.all(
      [1, 4].map(async (accumulate) => {
        const model = tinyNetwork({ sk: false });
        const step = new TrainStep(model, { ...settings, accumulate });
        const result = await step.run(batch, 0.1);
        const weights = weightsOf(model);
        step.dispose();
        model.dispose();
        return { result, weights };
      }),
    );
    const [one, four] = results;
    expect(four?.result.loss).toBeCloseTo(one?.result.loss as number, 5);
    expect(four?.result.correct).toBe(one?.result.correct);
    four?.weights.forEach((values, i) => {
      values.forEach((value, j) => {
        expect(value).toBeCloseTo(one?.weights[i]?.[j] as number, 5);
      });
    });
  });

  it('trains a model that ends in a softmax as the same model without it', async () => {
    const batch = await firstBatch(6);
    const results = await Promise.all(
      [false, true].map(async (softmax) => {
        const model = tinyNetwork({ sk: false, softmax });
        const step = new TrainStep(model, settings);
        const { loss } = await step.run(batch, 0.1);
        return { loss, weights: weightsOf(model) };
      }),
    );
    expect(results[1]).toEqual(results[0]);
  });

  it('leaves the weights alone where the loss is not finite', async () => {
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, settings);
    const before = weightsOf(model);
    const batch = await firstBatch(6);
    const images = new Float32Array(batch.images.length).fill(Number.NaN);
    const { loss } = await step.run({ ...batch, images }, 0.1);
    expect(loss).toBeNaN();
    expect(weightsOf(model)).toEqual(before);
    step.dispose();
    model.dispose();
  });

  it('gives the same bits twice', async () => {
    const batch = await firstBatch(6);
    const run = async (): Promise<Float32Array[]> => {
      const model = tinyNetwork();
      const step = new TrainStep(model, settings);
      for (let i = 0; i < 3; i++) await step.run(batch, 0.1);
      return weightsOf(model);
    };
    expect(await run()).toEqual(await run());
  });
});

describe('splitBatch', () => {
  it('cuts ten images into four parts of at most three', async () => {
    const batch = await firstBatch(10);
    const parts = splitBatch(batch, 4);
    expect(parts.map(({ shape }) => shape[0])).toEqual([3, 3, 3, 1]);
    expect(parts.flatMap(({ labels }) => Array.from(labels))).toEqual(Array.from(batch.labels));
    expect(parts.flatMap(({ images }) => Array.from(images))).toEqual(Array.from(batch.images));
  });

  it('cuts two images into no more than two parts', async () => {
    expect(splitBatch(await firstBatch(2), 5).map(({ shape }) => shape[0])).toEqual([1, 1]);
  });
});
