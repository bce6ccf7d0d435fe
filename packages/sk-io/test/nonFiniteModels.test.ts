/** Models with a weight that is NaN or infinite are refused where they enter. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { firstNonFiniteWeight, ModelFileError, modelFromFiles } from 'sk-io';
import { loadKeras, loadModel, openSavedModel, saveModel, saveWeights } from 'sk-io/node';
import { createModel } from 'sk-models';
import { beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from './support/temporaryFolder.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const options = { numClasses: 2, inputShape: [8, 8, 3], widthMultiplier: 0.25, seed: 1 } as const;

/** A saved model, and the name of the weight of which one value is broken. */
async function broken(value: number): Promise<{ readonly folder: string; readonly weight: string }> {
  const folder = join(await temporaryFolder(), 'model');
  const model = createModel('sknet_slim', options);
  const weight = model.weights[4] ?? expect.fail();
  const values = Float32Array.from(weight.read().dataSync());
  values[values.length - 1] = value;
  tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
  expect(await firstNonFiniteWeight(model)).toBe(weight.originalName);
  await saveModel(model, folder);
  await saveWeights(model, join(folder, '..', 'model.safetensors'));
  model.dispose();
  return { folder, weight: weight.originalName };
}

it.each([Number.NaN, Infinity, -Infinity])(
  'a model folder with %d is refused by the name of the weight',
  async (value) => {
    const { folder, weight } = await broken(value);
    const before = tf.memory().numTensors;
    const files = new Map(
      ['model.json', 'weights.bin'].map((name) => [name, readFileSync(join(folder, name))]),
    );
    for (const load of [
      () => loadModel(folder),
      () => openSavedModel(folder),
      () => loadKeras(folder),
      async () => modelFromFiles(files),
    ]) {
      const error = await load().catch((error: unknown) => error);
      expect(error).toBeInstanceOf(ModelFileError);
      expect((error as Error).message).toContain(
        `model.json: ${weight} holds ${value}, which makes every answer`,
      );
      expect(tf.memory().numTensors).toBe(before);
    }
  },
);

it('a model with such weights is taken if asked for', async () => {
  const { folder, weight } = await broken(Number.NaN);
  const files = new Map(
    ['model.json', 'weights.bin'].map((name) => [name, readFileSync(join(folder, name))]),
  );
  const allowed = { allowNonFinite: true } as const;
  const { model: saved } = await openSavedModel(folder, allowed);
  const models = [
    ...[await loadModel(folder, allowed), await loadKeras(folder, allowed)],
    ...[saved, modelFromFiles(files, allowed)],
  ];
  for (const model of models) {
    expect(await firstNonFiniteWeight(model)).toBe(weight);
    model.dispose();
  }
});

it('a finite model has no such weight', async () => {
  const model = createModel('sknet_slim', options);
  expect(await firstNonFiniteWeight(model)).toBeUndefined();
  model.dispose();
});
