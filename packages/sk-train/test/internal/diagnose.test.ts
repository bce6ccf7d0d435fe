/** Places that a loss alone does not lead to: gradients of finite outputs, and nothing at all. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { Batch } from 'sk-models';
import { beforeAll, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('finds a gradient that overflows where all outputs are finite, and nothing where it does not', async () => {
  const model = sequential();
  model.add(layers.flatten({ inputShape: [1, 1, 2] }));
  model.add(layers.dense({ name: 'hidden', units: 1, kernelInitializer: 'zeros', useBias: false }));
  model.add(layers.dense({ name: 'classes', units: 2, useBias: false }));
  tf.tidy(() => model.layers[2]?.setWeights([tf.tensor2d([[1e20, -1e20]])]));
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const batch = (value: number): Batch => ({
    images: new Float32Array(20).fill(value),
    shape: [10, 1, 1, 2],
    labels: new Int32Array(10),
  });
  const tensors = tf.memory().numTensors;
  const [settings, step] = [{ labelSmoothing: 0, accumulate: 1 }, 0];
  expect(
    await diagnose(model, { ...settings, accumulate: 2 }, { batch: batch(1), step, weights }),
  ).toBeUndefined();
  // The hidden output is 0, and its gradient of 1e20 times 1e30 overflows.
  expect(await diagnose(model, settings, { batch: batch(1e30), step, weights })).toEqual({
    ...{ kind: 'gradient', name: weights[0]?.name },
    value: expect.toSatisfy((value: number) => !Number.isFinite(value)),
  });
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});
