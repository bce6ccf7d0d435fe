/** Runs whose loss is weighted. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { start } from 'sk-backend-wasm/node';
import { fit, type RecipeInput } from 'sk-train';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { savedRun } from './savedRuns.js';
import { tinyData, tinyNetwork } from './tinyNetwork.js';

const base: RecipeInput = { epochs: 2, batchSize: 5, accumulate: 2, learningRate: 0.02, mixup: 0.4 };
const train = tinyData(13);
const make = () => tinyNetwork();

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  let tensors = 0;
  beforeEach(async () => {
    if (backend === 'wasm') await start();
    await tf.setBackend(backend);
    tensors = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

  it.each([['class weights', { ...base, classWeights: 'balanced' }]] as [string, RecipeInput][])(
    'a run with %s goes on to the bit, and differs from one without',
    async (_, recipe) => {
      const whole = await savedRun(make, { train, recipe });
      expect(whole).toHaveLength(6);
      for (const at of [0, 3]) {
        expect(await savedRun(make, { train, recipe }, whole[at])).toEqual(whole.slice(at + 1));
      }
      const without = await savedRun(make, { train, recipe: base });
      expect(without.at(-1)?.weights).not.toEqual(whole.at(-1)?.weights);
    },
  );
});

it('class weights by name are those of the list', async () => {
  await tf.setBackend('cpu');
  const weighed = (classWeights: RecipeInput['classWeights']) =>
    savedRun(make, { train, recipe: { ...base, epochs: 1, classWeights } });
  expect(await weighed({ red: 2, dark: 0.5 })).toEqual(await weighed([0.5, 1, 2]));
});

it('a dataset that does not say its labels cannot be balanced', async () => {
  await tf.setBackend('cpu');
  const model = make();
  const { classNames, size } = train;
  const unknown = { classNames, size, batches: train.batches.bind(train) };
  const { numTensors } = tf.memory();
  const recipe = { ...base, classWeights: 'balanced' as const };
  await expect(fit(model, { train: unknown, recipe })).rejects.toThrow(/this dataset has no labels/);
  expect(tf.memory().numTensors).toBe(numTensors);
  model.dispose();
});
