/** What tests of folding do: models at sizes that a test can afford, statistics that matter, outputs compared. */
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { foldBatchNorm } from 'sk-models';
import { expect } from 'vitest';

/** Every batch norm and bias gets values of its own; those of a fresh model would leave most outputs as they are. */
export function randomise(model: LayersModel): LayersModel {
  model.weights.forEach((weight, k) => {
    const { shape, originalName } = weight;
    const uniform = (least: number, most: number): tf.Tensor =>
      tf.randomUniform(shape as number[], least, most, 'float32', k + 1);
    tf.tidy(() => {
      if (/moving_variance$/.test(originalName)) weight.write(uniform(0.5, 2));
      if (/gamma$/.test(originalName)) weight.write(uniform(-0.3, 0.9));
      if (/(moving_mean|beta|bias)$/.test(originalName)) weight.write(uniform(-0.5, 0.5));
    });
  });
  return model;
}

export function noisyImages(model: LayersModel, batchSize = 2): tf.Tensor[] {
  return model.inputs.map(({ shape }, k) =>
    tf.randomNormal([batchSize, ...(shape.slice(1) as number[])], 0, 1, 'float32', k + 1),
  );
}

export function predict(model: LayersModel, inputs: tf.Tensor[]): tf.Tensor[] {
  return [model.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
}

/** Single precision, over up to a hundred layers. */
const tolerance = 1e-4;

/** The same shapes and, relative to the largest, the same numbers. */
export function expectSame(got: readonly tf.Tensor[], wanted: readonly tf.Tensor[]): void {
  expect(got.map(({ shape }) => shape)).toEqual(wanted.map(({ shape }) => shape));
  for (const [i, y] of wanted.entries()) {
    const [most, off] = tf.tidy(() => [
      tf.max(tf.abs(y)).dataSync()[0] as number,
      tf.max(tf.abs(tf.sub(got[i] as tf.Tensor, y))).dataSync()[0] as number,
    ]);
    expect(most).toBeGreaterThan(0);
    expect(off / most).toBeLessThan(tolerance);
  }
}

/** Folds a model, compares the two on noise, and gives the names of the layers that are left. */
export function foldAndCompare(model: LayersModel): string[] {
  randomise(model);
  const inputs = noisyImages(model);
  const held = tf.memory().numTensors;
  const folded = foldBatchNorm(model);
  tf.tidy(() => expectSame(predict(folded, inputs), predict(model, inputs)));
  expect(tf.memory().numTensors).toBe(held + folded.weights.length);
  const names = folded.layers.map(({ name }) => name);
  tf.dispose(inputs);
  folded.dispose();
  return names;
}

/** The model's features, which a softmax would blur, and its outputs. */
export function withFeatures(model: LayersModel): LayersModel {
  const features = model.getLayer('avepool').output as SymbolicTensor;
  return makeModel({ inputs: model.inputs, outputs: [features, ...model.outputs] });
}
