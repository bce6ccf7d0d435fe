/** Logits of classifiers, however they end. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { logitsModel } from '../../src/step/logitsModel.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const scores = [-2, 0.5, 1];

/** Makes the same scores of every image, and then what the layers do. */
function classifier(activation: 'linear' | 'softmax' | 'sigmoid', ...behind: layers.Layer[]): LayersModel {
  const dense = layers.dense({ units: scores.length, kernelInitializer: 'zeros', activation });
  const model = sequential({ layers: [layers.flatten({ inputShape: [2, 2, 3] }), dense, ...behind] });
  const [kernel] = dense.getWeights() as [tf.Tensor];
  tf.tidy(() => dense.setWeights([kernel, tf.tensor1d(scores)]));
  return model;
}

const logitsOf = (model: LayersModel): number[] =>
  tf.tidy(() => [
    ...logitsModel(model)
      .logits(tf.ones([1, 2, 2, 3]), false)
      .dataSync(),
  ]);

const centred = (values: readonly number[]): number[] => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
};

describe('logitsModel', () => {
  it.each([
    ['logits', classifier('linear')],
    ['a softmax', classifier('linear', layers.softmax())],
    ['an activation', classifier('linear', layers.activation({ activation: 'softmax' }))],
    ['a sigmoid for each class', classifier('linear', layers.activation({ activation: 'sigmoid' }))],
  ])('of a model that ends in %s are the scores, to the bit', (_, model) => {
    expect(logitsOf(model)).toEqual(scores);
  });

  it.each([
    ['a softmax inside of the last layer', classifier('softmax')],
    [
      'a softmax before a reshape',
      classifier('linear', layers.softmax(), layers.reshape({ targetShape: [3] })),
    ],
    [
      'a nested model with the softmax',
      sequential({ layers: [sequential({ layers: [classifier('linear', layers.softmax())] })] }),
    ],
  ])('of a model that ends in %s are the scores, but for a constant', (_, model) => {
    const wanted = centred(scores);
    for (const [i, logit] of centred(logitsOf(model)).entries())
      expect(logit).toBeCloseTo(wanted[i] as number, 5);
  });

  it('of a sigmoid inside of the last layer are the scores', () => {
    for (const [i, logit] of logitsOf(classifier('sigmoid')).entries()) {
      expect(logit).toBeCloseTo(scores[i] as number, 5);
    }
  });

  it('of a model that is no classifier are refused', () => {
    const model = sequential({ name: 'images', layers: [layers.dense({ units: 2, inputShape: [2, 2, 3] })] });
    expect(() => logitsModel(model)).toThrow(
      "logitsModel: 'images' wants one output [N, classes] to be trained, got [, 2, 2, 2]",
    );
  });
});
