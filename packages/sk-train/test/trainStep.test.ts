import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { start } from 'sk-backend-wasm/node';
import { OptionError } from 'sk-core';
import { type Batch, createModel, freezeStages } from 'sk-models';
import { TrainStep, type TrainStepSettings } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { partsOf } from '#internal';
import { tinyData, tinyNetwork, weightsOf } from './tinyNetwork.js';

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
};

const noisyBatch: Batch = {
  images: Float32Array.from({ length: 4 * 8 * 8 * 3 }, (_, i) => Math.sin(i * i)),
  shape: [4, 8, 8, 3],
  labels: Int32Array.from([0, 1, 2, 1]),
};

const read = (weight: { read(): tf.Tensor }): number[] => [...weight.read().dataSync()];

async function firstBatch(batchSize: number): Promise<Batch> {
  for await (const batch of tinyData(batchSize).batches({ batchSize, epoch: 0 })) return batch;
  throw new Error('no batch');
}

describe('TrainStep', () => {
  beforeAll(async () => {
    await start();
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

  it('says that checkCapture compares nothing where nothing is recorded, and refuses what is no number of steps', () => {
    const model = tinyNetwork();
    const refusals = [{}, { checkCapture: 2 }, { checkCapture: 2, capture: false }].map((options) => {
      const step = new TrainStep(model, settings, options);
      step.dispose();
      return step.refusal;
    });
    expect(refusals).toEqual([
      undefined,
      'the backend cpu records nothing, so that checkCapture compares nothing',
      'capture is false, so that checkCapture compares nothing',
    ]);
    for (const checkCapture of [0, 1.5, Number.NaN]) {
      expect(() => new TrainStep(model, settings, { checkCapture })).toThrow(OptionError);
    }
    model.dispose();
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

  it('leaves what is frozen as it is to the bit: running statistics, and kernels that would decay', async () => {
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      const model = createModel('sknet_slim', {
        ...{ inputShape: [8, 8, 3], widthMultiplier: 1 / 4, numClasses: 3, seed: 1 },
      });
      const frozen = new Set(freezeStages(model, 3));
      const step = new TrainStep(model, { ...settings, weightDecay: 0.1, accumulate: 2 });
      expect(step.optimizer.slots).toHaveLength(model.trainableWeights.length);
      const weights = model.layers.flatMap((layer) =>
        layer.weights.map((weight) => ({ frozen: frozen.has(layer.name), weight, before: read(weight) })),
      );
      for (let i = 0; i < 2; i++) await step.run(noisyBatch, 0.1);
      for (const { frozen, weight, before } of weights) {
        if (frozen) expect(read(weight), weight.originalName).toEqual(before);
        else expect(read(weight), weight.originalName).not.toEqual(before);
      }
      step.dispose();
      model.dispose();
    }
  });

  it('no longer moves what is frozen on the way, whatever velocity it has', async () => {
    await tf.setBackend('cpu');
    const model = tinyNetwork();
    const step = new TrainStep(model, { ...settings, weightDecay: 0.1 });
    const batch = await firstBatch(6);
    await step.run(batch, 0.1);
    freezeStages(model, 'SK_1_1');
    const before = weightsOf(model);
    await step.run(batch, 0.1);
    const moved = model.weights.filter((_, i) => `${weightsOf(model)[i]}` !== `${before[i]}`);
    expect(moved.map(({ originalName }) => originalName)).toEqual(
      model.layers.at(-1)?.weights.map(({ originalName }) => originalName),
    );
    step.dispose();
    freezeStages(model, () => true);
    expect(() => new TrainStep(model, settings)).toThrow('has no trainable weight: unfreeze(model)');
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

describe('partsOf', () => {
  it('cuts ten images into four parts of two or three', () => {
    expect(partsOf(10, 4)).toEqual([
      [0, 2],
      [2, 5],
      [5, 7],
      [7, 10],
    ]);
  });

  it('cuts two images into no more than two parts', () => {
    expect(partsOf(2, 5)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});
