import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { start } from 'sk-backend-wasm/node';
import { describe, expect, it } from 'vitest';
import { noise } from './support/onBothBackends.js';

const { layers } = tfl;
const inputShape = [12, 12, 3];
const seeded = (seed: number) => tfl.initializers.glorotUniform({ seed });
const softmax = (units: number) =>
  layers.dense({ units, activation: 'softmax', kernelInitializer: seeded(9) });

interface Recipe {
  readonly layers: () => tfl.layers.Layer[];
  readonly optimizer: () => tf.Optimizer;
  readonly loss: string;
  readonly labels: 'categories' | 'one-hot' | 'binary';
}

const recipes: Readonly<Record<string, Recipe>> = {
  'a tf.layers.conv2d model': {
    layers: () => [
      layers.conv2d({
        filters: 6,
        kernelSize: 3,
        activation: 'relu',
        inputShape,
        kernelInitializer: seeded(1),
      }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      softmax(4),
    ],
    optimizer: () => tf.train.adam(0.01),
    loss: 'categoricalCrossentropy',
    labels: 'one-hot',
  },
  'a depthwise and separable model with batchNormalization': {
    layers: () => [
      layers.depthwiseConv2d({
        kernelSize: 3,
        depthMultiplier: 2,
        inputShape,
        depthwiseInitializer: seeded(1),
      }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.separableConv2d({
        filters: 8,
        kernelSize: 3,
        padding: 'same',
        depthwiseInitializer: seeded(2),
        pointwiseInitializer: seeded(3),
      }),
      layers.batchNormalization(),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.dropout({ rate: 0.25, seed: 4 }),
      layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }),
      layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: seeded(5) }),
    ],
    optimizer: () => tf.train.momentum(0.05, 0.9),
    loss: 'binaryCrossentropy',
    labels: 'binary',
  },
  'a strided model with prelu and elu': {
    layers: () => [
      layers.conv2d({
        filters: 6,
        kernelSize: 5,
        strides: 2,
        padding: 'same',
        inputShape,
        kernelInitializer: seeded(1),
      }),
      layers.prelu({}),
      layers.conv2d({
        filters: 8,
        kernelSize: 1,
        strides: 2,
        activation: 'elu',
        kernelInitializer: seeded(2),
      }),
      layers.globalMaxPooling2d({ dataFormat: 'channelsLast' }),
      softmax(4),
    ],
    optimizer: () => tf.train.rmsprop(0.01),
    loss: 'sparseCategoricalCrossentropy',
    labels: 'categories',
  },
  'an embedding with a recurrent layer': {
    layers: () => [
      layers.flatten({ inputShape }),
      layers.reshape({ targetShape: [36, 12] }),
      layers.conv1d({ filters: 4, kernelSize: 3, strides: 3, kernelInitializer: seeded(1) }),
      layers.lstm({ units: 4, kernelInitializer: seeded(2), recurrentInitializer: seeded(3) }),
      layers.dense({ units: 4, activation: 'tanh', kernelInitializer: seeded(4) }),
    ],
    optimizer: () => tf.train.sgd(0.1),
    loss: 'meanSquaredError',
    labels: 'one-hot',
  },
};

function labelsOf(kind: Recipe['labels'], count: number): tf.Tensor {
  const categories = Array.from({ length: count }, (_, i) => i % 4);
  if (kind === 'binary') return tf.tensor2d(categories.map((c) => [c % 2]));
  if (kind === 'categories') return tf.tensor1d(categories, 'float32');
  return tf.tensor2d(categories.map((c) => [0, 1, 2, 3].map((other) => (other === c ? 1 : 0))));
}

/** Returns the losses of four epochs, then the loss and one prediction of the trained model. */
async function train({ layers: build, optimizer, loss, labels }: Recipe): Promise<number[]> {
  const model = tfl.sequential({ layers: build() });
  model.compile({ optimizer: optimizer(), loss });
  const [x, y] = [noise([16, ...inputShape], 1), labelsOf(labels, 16)];
  const { history } = await model.fit(x, y, { epochs: 4, batchSize: 8, shuffle: false, verbose: 0 });
  const [evaluated, predicted] = tf.tidy(() => [
    (model.evaluate(x, y) as tf.Scalar).dataSync()[0] as number,
    (model.predict(x) as tf.Tensor).dataSync()[3] as number,
  ]);
  return [...(history['loss'] as number[]), evaluated as number, predicted as number];
}

describe('training on wasm', () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    it(`${name} trains on wasm and gives the loss of cpu`, async () => {
      await tf.setBackend('cpu');
      const wanted = await train(recipe);
      await start();
      const got = await train(recipe);
      expect(wanted[3]).toBeLessThan(wanted[0] as number);
      got.forEach((value, i) => {
        expect(Math.abs(value - (wanted[i] as number)), `${value} for ${wanted[i]}`).toBeLessThan(1e-4);
      });
    });
  }

  it('30 more steps of training take no more tensors and no more heap', async () => {
    await start();
    const { plugin } = await import('sk-backend-wasm');
    const { layers: build } = recipes['a depthwise and separable model with batchNormalization'] as Recipe;
    const model = tfl.sequential({ layers: build() });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'binaryCrossentropy' });
    const [x, y] = [noise([8, ...inputShape], 1), labelsOf('binary', 8)];
    const measure = async (steps: number) => {
      for (let i = 0; i < steps; i++) await model.trainOnBatch(x, y);
      return { tensors: tf.memory().numTensors, ...plugin.memory?.() };
    };
    const early = await measure(10);
    expect(await measure(30)).toEqual(early);
  });
});
