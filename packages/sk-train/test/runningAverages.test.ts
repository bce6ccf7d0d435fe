/** Running averages of batch norms after few steps, against the weighted mean of the batches in float64. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import type { Batch, Checkpoint } from 'sk-models';
import type { Layer } from 'sk-models/graph';
import { SkBatchNorm } from 'sk-models/layers';
import { ArrayDataset, fit, RandomStream, TrainStep } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';

const momentum = 0.9;
const shape = [4, 4, 2] as const;
const settings = { momentum: 0.9, nesterov: false, weightDecay: 0, labelSmoothing: 0, accumulate: 1 };

const norms = {
  SkBatchNorm: () => new SkBatchNorm({ momentum, inputShape: [...shape] }),
  BatchNormalization: () => layers.batchNormalization({ momentum, inputShape: [...shape] }),
};

/** The batch norm reads the images, so that its batches are known. */
const network = (norm: Layer): LayersModel =>
  sequential({ layers: [norm, layers.flatten(), layers.dense({ units: 2, activation: 'softmax' })] });

function batch(seed: number): Batch {
  const stream = new RandomStream(seed, 'data');
  const images = Float32Array.from({ length: 6 * 32 }, (_, i) => stream.uniform(0, 1 + seed) + 10 * (i % 2));
  return { images, shape: [6, ...shape], labels: Int32Array.from([0, 1, 0, 1, 0, 1]) };
}

/** Mean and unbiased variance of a channel. */
function moments({ images }: Batch, channel: number): [mean: number, variance: number] {
  const values = [...images].filter((_, i) => i % 2 === channel);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)];
}

function averagesOf(model: LayersModel): number[][] {
  const [, , mean, variance] = (model.layers[0] as Layer).getWeights();
  return [mean as tf.Tensor, variance as tf.Tensor].map((tensor) => [...tensor.dataSync()]);
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(Object.entries(norms))('running averages of %s', (_, norm) => {
  it.each([1, 2, 5])('after %d batches are the mean of them, weighted by momentum', async (count) => {
    const model = network(norm());
    const step = new TrainStep(model, { ...settings, averagedBatches: 0 });
    const batches = Array.from({ length: count }, (_, i) => batch(i));
    for (const each of batches) await step.run(each, 0.01);
    const weights = batches.map((_, i) => momentum ** (count - 1 - i));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const [means, variances] = averagesOf(model) as [number[], number[]];
    for (const channel of [0, 1]) {
      const wanted = [0, 1].map(
        (k) =>
          batches.reduce((sum, each, i) => sum + (weights[i] ?? 0) * (moments(each, channel)[k] ?? 0), 0) /
          total,
      );
      expect((means[channel] ?? 0) / (wanted[0] ?? 0)).toBeCloseTo(1, 5);
      // The layer of TensorFlow.js averages biased variances.
      const bias = model.layers[0] instanceof SkBatchNorm ? 1 : 95 / 96;
      expect((variances[channel] ?? 0) / ((wanted[1] ?? 0) * bias)).toBeCloseTo(1, 4);
    }
    expect(step.averagedBatches).toBe(count);
    expect(model.layers[0]?.getConfig()['momentum']).toBe(momentum);
    step.dispose();
    model.dispose();
  });

  it('that came with the weights are moved by the momentum alone', async () => {
    const model = network(norm());
    const [gamma, beta] = (model.layers[0] as Layer).getWeights() as [tf.Tensor, tf.Tensor];
    model.layers[0]?.setWeights([gamma, beta, tf.tensor1d([3, 4]), tf.tensor1d([5, 6])]);
    const { images, labels } = batch(1);
    const train = new ArrayDataset({ images, shape, labels, classNames: ['a', 'b'] });
    const saved: Checkpoint['state'][] = [];
    await fit(model, {
      train,
      recipe: { epochs: 1, batchSize: 6 },
      onCheckpoint: async ({ state }) => void saved.push(state),
    });
    expect(saved.at(-1)?.averagedBatches).toBeUndefined();
    const [means] = averagesOf(model) as [number[]];
    expect(means[0]).toBeCloseTo(0.9 * 3 + 0.1 * moments(batch(1), 0)[0], 4);
    model.dispose();
  });
});

it('fit counts the batches of a new model, in parts where it accumulates, across a resume', async () => {
  const { images, labels } = batch(1);
  const train = new ArrayDataset({ images, shape, labels, classNames: ['a', 'b'] });
  const model = network(norms.SkBatchNorm());
  const saved: { state: Checkpoint['state']; velocities: Float32Array[] }[] = [];
  const onCheckpoint = async ({ state, velocities }: Checkpoint) =>
    void saved.push({ state, velocities: velocities.map((v) => v.dataSync() as Float32Array) });
  const recipe = { epochs: 2, batchSize: 4, accumulate: 3 };
  await fit(model, { train, recipe, maxSteps: 1, onCheckpoint });
  expect(saved.at(-1)?.state.averagedBatches).toBe(3);
  await fit(model, { train, recipe, onCheckpoint, resume: saved.at(-1) as (typeof saved)[number] });
  expect(saved.at(-1)?.state).toMatchObject({ step: 4, averagedBatches: 12 });
  model.dispose();
});
