/** Every registered model has stages by name, and a head that can be replaced. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { createModel, featureNames, features, freezeStages, listModels, replaceHead } from 'sk-models';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it.each(listModels())('%s', (name) => {
  const held = tf.memory().numTensors;
  const old = createModel(name, { widthMultiplier: 1 / 16, seed: 1 });
  const model = replaceHead(old, 3, { seed: 1 });
  old.dispose();
  expect(model.outputs[0]?.shape).toEqual([null, 3]);

  const found = featureNames(model);
  const stages = found.flatMap(({ stage }) => stage ?? []);
  expect(stages).toEqual(stages.map((_, i) => `stage${i + 1}`));
  const strides = found.map(({ stride }) => stride);
  expect(strides).toEqual([...strides].sort((a, b) => a - b));
  const view = features(model, stages);
  const shapes = found.flatMap(({ stage, shape }) => (stage === undefined ? [] : [[null, ...shape]]));
  expect(view.outputs.map(({ shape }) => shape)).toEqual(shapes);

  freezeStages(model, stages.length);
  expect(model.trainableWeights.map(({ originalName }) => originalName)).toEqual([
    'classifier/kernel',
    'classifier/bias',
  ]);
  model.dispose();
  expect(tf.memory().numTensors).toBe(held);
});
