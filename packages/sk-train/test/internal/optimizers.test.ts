/** Optimisers, limits of gradients and averages of weights against PyTorch and timm, over 200 steps. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { elementAt } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type UpdateSettings, WeightUpdate } from '../../src/optim/weightUpdate.js';

type State = Readonly<Record<string, readonly number[]>>;

interface Golden {
  readonly cases: Readonly<Record<string, Readonly<Record<'float64' | 'float32', Record<string, State>>>>>;
}

/** Written by tools/golden/write_optimisers.py. */
const golden = JSON.parse(
  readFileSync(new URL('../data/golden/optimizers.json', import.meta.url), 'utf8'),
) as Golden;

const weightDecay = 0.05;
const sgd = { momentum: 0.9 };

const cases: Readonly<Record<string, Omit<UpdateSettings, 'weightDecay'> & { readonly rate: number }>> = {
  sgd: { ...sgd, rate: 0.05 },
  nesterov: { optimizer: { kind: 'sgd', nesterov: true }, rate: 0.05 },
  adamw: { optimizer: { kind: 'adamw' }, rate: 0.01 },
  'adamw with other settings': {
    optimizer: { kind: 'adamw', beta1: 0.8, beta2: 0.95, epsilon: 1e-3 },
    rate: 0.01,
  },
  'adamw with a rate of the head': {
    optimizer: { kind: 'adamw' },
    rate: 0.01,
    learningRate: 0.01,
    lrHead: 0.03,
  },
  rmsprop: { optimizer: { kind: 'rmsprop' }, rate: 0.01 },
  'rmsprop with other settings': {
    optimizer: { kind: 'rmsprop', alpha: 0.8, epsilon: 1e-3, momentum: 0.7, lrInMomentum: false },
    rate: 0.01,
  },
  'rmsprop without momentum': { optimizer: { kind: 'rmsprop', momentum: 0 }, rate: 0.01 },
  lamb: { optimizer: { kind: 'lamb' }, rate: 0.01 },
  'lamb with a rate of the head': {
    optimizer: { kind: 'lamb', maxGradNorm: 0.5 },
    rate: 0.01,
    learningRate: 0.01,
    lrHead: 0.03,
  },
  'sgd, clipped by norm': { ...sgd, clipNorm: 0.7, rate: 0.05 },
  'sgd, clipped by value': { ...sgd, clipValue: 0.2, rate: 0.05 },
  'an average': { ...sgd, ema: { decay: 0.98, warmup: false }, rate: 0.05 },
  'an average with a warm-up': { ...sgd, ema: { decay: 0.98 }, rate: 0.05 },
};

/** A value of each place of a tensor. */
const filled = (shape: readonly (number | null)[], of: (i: number) => number): tf.Tensor => {
  const sizes = shape.map(Number);
  const count = sizes.reduce((product, size) => product * size, 1);
  return tf.tensor(
    Array.from({ length: count }, (_, i) => of(i)),
    sizes,
  );
};

const gradientOf = (k: number, shape: readonly number[], step: number): tf.Tensor => {
  const size = 0.05 + (step % 7) / 10;
  return filled(shape, (i) => size * Math.sin(0.9 * i + 2 * k + 0.11 * step * (1 + (i % 3))));
};

function setStatistics(model: LayersModel, step: number): void {
  for (const [k, weight] of model.nonTrainableWeights.entries()) {
    tf.tidy(() => void weight.write(filled(weight.shape, (i) => 1 + 0.5 * Math.sin(i + k + 0.07 * step))));
  }
}

function network(): LayersModel {
  const model = sequential({
    layers: [
      layers.conv2d({ name: 'conv', filters: 2, kernelSize: 3, useBias: false, inputShape: [4, 4, 1] }),
      layers.batchNormalization({ name: 'norm' }),
      layers.globalAveragePooling2d({}),
      layers.dense({ name: 'classifier', units: 3 }),
    ],
  });
  for (const [k, weight] of model.trainableWeights.entries()) {
    tf.tidy(() => void weight.write(filled(weight.shape, (i) => 0.6 * Math.sin(1.3 * i + k + 0.5))));
  }
  setStatistics(model, 0);
  return model;
}

/** Takes steps as a training step does, and calls a function after each. */
function takeSteps(
  update: WeightUpdate,
  model: LayersModel,
  rate: number,
  after: (steps: number) => void,
): void {
  const { weights } = update.optimizer;
  for (let step = 0; step < 200; step++) {
    setStatistics(model, step + 1);
    tf.tidy(() => {
      const gradients = weights.map(({ shape }, k) => gradientOf(k, shape, step));
      update.apply(gradients, update.numbers(step >= 100 ? rate / 2 : rate));
    });
    update.advance();
    after(step + 1);
  }
}

/** The furthest of the values from the wanted ones, against their size. */
function distance(got: ArrayLike<number>, wanted: readonly number[]): number {
  expect(got).toHaveLength(wanted.length);
  return Math.max(
    ...wanted.map((value, i) => Math.abs((got[i] ?? Number.NaN) - value) / (1 + Math.abs(value))),
  );
}

beforeAll(() => start());

/** The formulas are the same on each backend: wasm, which steps and averages in place, has some of them. */
const onWasm = ['nesterov', 'adamw with a rate of the head', 'rmsprop', 'lamb', 'an average'];

describe.each([
  ['cpu', Object.keys(cases)],
  ['wasm', onWasm],
])('on %s, 200 steps are those of PyTorch and timm:', (backend, names) => {
  it.each(names)('%s', async (name) => {
    const { rate, ...settings } = cases[name] ?? { rate: Number.NaN };
    await tf.setBackend(backend);
    const { numTensors } = tf.memory();
    const model = network();
    const update = new WeightUpdate(model, { ...settings, weightDecay }, 0);
    const held = tf.memory().numTensors;
    let furthest = 0;
    takeSteps(update, model, rate, (steps) => {
      if (![1, 10, 200].includes(steps)) return;
      expect(tf.memory().numTensors).toBe(held);
      const values = update.average?.values() ?? update.optimizer.weights;
      for (const wanted of Object.values(golden.cases[name] ?? {})) {
        for (const [k, numbers] of Object.values(wanted[steps] ?? {}).entries()) {
          const place = update.average === undefined ? k : elementAt(averagePlaces, k);
          furthest = Math.max(furthest, distance(elementAt(values, place).dataSync(), numbers));
        }
      }
    });
    expect(furthest).toBeGreaterThan(0);
    expect(furthest).toBeLessThan(1e-5);
    update.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

/** Where the averages of the golden weights stand: by layers, statistics behind the weights of their layer. */
const averagePlaces = [0, 1, 2, 5, 6, 3, 4];
