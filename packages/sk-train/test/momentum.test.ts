import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { input, layers, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { createModel } from 'sk-models';
import { Momentum } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { decays } from '#internal';
import { tinyNetwork, weightsOf } from './tinyNetwork.js';

describe('Momentum', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('decays kernels, and neither biases nor batch normalisation', () => {
    const model = tinyNetwork();
    const before = weightsOf(model);
    const optimizer = new Momentum(model, { momentum: 0, nesterov: false, weightDecay: 0.5 });
    tf.tidy(() =>
      optimizer.apply(
        optimizer.weights.map((weight) => tf.zerosLike(weight)),
        0.1,
      ),
    );
    model.weights.forEach((weight, i) => {
      const now = weight.read().dataSync();
      const isKernel = weight.originalName.endsWith('kernel');
      before[i]?.forEach((value, j) => {
        expect(now[j]).toBeCloseTo(isKernel ? value * 0.95 : value, 6);
      });
    });
    optimizer.dispose();
    model.dispose();
  });

  it('spares in sknet_slim just what is called bias, gamma or beta', () => {
    const model = createModel('sknet_slim', { inputShape: [16, 16, 3] });
    const spared = model.trainableWeights.filter((w) => !decays(w.originalName, w.shape.length));
    const named = model.trainableWeights.filter((w) => /(bias|gamma|beta)$/.test(w.originalName));
    expect(spared.map((w) => w.originalName)).toEqual(named.map((w) => w.originalName));
    expect(spared.length).toBeGreaterThan(20);
    model.dispose();
  });

  it('follows v = 0.9 v + g and w = w - 0.1 v, and takes up velocities that it is given', () => {
    const model = tinyNetwork({ sk: false });
    const optimizer = new Momentum(model, { momentum: 0.9, nesterov: false, weightDecay: 0 });
    const start = weightsOf(model);
    const ones = optimizer.weights.map((weight) => new Float32Array(weight.size).fill(1));
    optimizer.restore(ones);
    tf.tidy(() =>
      optimizer.apply(
        optimizer.weights.map((weight) => tf.onesLike(weight)),
        0.1,
      ),
    );
    const values = optimizer.weights.map((weight) => weight.dataSync());
    values.forEach((now, i) => {
      now.forEach((value, j) => {
        expect(value).toBeCloseTo((start[i]?.[j] as number) - 0.1 * 1.9, 5);
      });
    });
    expect(() => optimizer.restore(ones.slice(1))).toThrow('velocities');
    optimizer.dispose();
    model.dispose();
  });

  it('moves the classifier by lrHead / learningRate times as much, decay included, and holds no tensor', () => {
    const moved = (lrHead?: number): readonly Float32Array[] => {
      const model = tinyNetwork({ sk: false, softmax: true });
      const before = weightsOf(model);
      const settings = { momentum: 0.9, nesterov: true, weightDecay: 0.5, learningRate: 0.1, lrHead };
      const optimizer = new Momentum(model, settings);
      const gradients = optimizer.weights.map((weight) => tf.onesLike(weight));
      const { numTensors } = tf.memory();
      for (const rate of [0.1, 0.05]) optimizer.apply(gradients, rate);
      expect(tf.memory().numTensors).toBe(numTensors);
      tf.dispose(gradients);
      optimizer.dispose();
      const after = weightsOf(model);
      const names = model.weights.map(({ originalName }) => originalName);
      model.dispose();
      expect(names.slice(-2)).toEqual([expect.stringMatching(/kernel/), expect.stringMatching(/bias/)]);
      return after.map((values, i) => values.map((value, j) => value - (before[i]?.[j] ?? Number.NaN)));
    };
    const [plain, twice] = [moved(), moved(0.2)];
    expect(twice.slice(0, -2)).toEqual(plain.slice(0, -2));
    const bias = twice.at(-1) ?? [];
    for (const [i, value] of bias.entries())
      expect(value).toBeCloseTo(2 * (plain.at(-1)?.[i] ?? Number.NaN), 6);
    // Two steps of w' = w - s (g + 0.9 v), v = 0.9 v + g, g = 1 + 0.5 w, at twice the rates.
    const model = tinyNetwork({ sk: false, softmax: true });
    const [start = 0] = weightsOf(model).at(-2) ?? [];
    model.dispose();
    let [w, v] = [start, 0];
    for (const rate of [0.2, 0.1]) {
      const g = 1 + 0.5 * w;
      v = 0.9 * v + g;
      w -= rate * (g + 0.9 * v);
    }
    expect(twice.at(-2)?.[0]).toBeCloseTo(w - start, 5);
  });

  it('refuses lrHead without the rate of the others, and for a model without a classifier', () => {
    const settings = { momentum: 0, nesterov: false, weightDecay: 0, lrHead: 0.1 };
    const model = tinyNetwork();
    expect(() => new Momentum(model, settings)).toThrow(/lrHead 0\.1 wants learningRate beside it/);
    const two = input({ shape: [4] });
    const sum = layers
      .add()
      .apply([
        layers.dense({ units: 2 }).apply(two),
        layers.dense({ units: 2 }).apply(two),
      ] as SymbolicTensor[]);
    const branches = makeModel({ name: 'branches', inputs: two, outputs: sum as SymbolicTensor });
    expect(() => new Momentum(branches, { ...settings, learningRate: 0.1 })).toThrow(
      /'branches' has no classifier/,
    );
    branches.dispose();
    model.dispose();
  });
});
