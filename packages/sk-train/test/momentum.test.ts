import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
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
});
