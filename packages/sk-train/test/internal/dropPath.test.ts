/** `sk-train fit` with drop path: into the network, through runs, tests and exports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import * as layers from '@tensorflow/tfjs-layers';
import { openSavedModel } from 'sk-io/node';
import { addDropPath } from 'sk-models';
import { SkDropPath } from 'sk-models/layers';
import { ArrayDataset, fit, RandomStream, RecipeError } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '#internal';
import { startingModel } from '../../src/commands/fit/startingModel.js';
import { findBase, openBase } from '../../src/commands/fit/trained/baseModel.js';
import { temporaryFolder } from '../imageFiles.js';
import { savedRun } from '../savedRuns.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

const ratesOf = (model: LayersModel): number[] =>
  model.layers.flatMap((layer) => (layer instanceof SkDropPath ? [layer.rate] : []));

async function savedRates(run: string): Promise<number[]> {
  const { model } = await openSavedModel(run);
  const rates = ratesOf(model);
  model.dispose();
  return rates;
}

it('a run goes on to the bit, keeps its rates, is tested and exported, and begins others with them or without', async () => {
  const work = await temporaryFolder();
  const at = (name: string): string => join(work, name);
  const [data, run, whole] = [at('data'), at('run'), at('whole')];
  await writeImages(data, [...namesIn('train', { cat: 4, dog: 4 }), ...namesIn('val', { cat: 2, dog: 2 })]);
  const own = ['--drop-path', '0.5', '--image-size', '8'];
  expect(await fitOnce(data, whole, ...own, '--max-steps', '4')).toMatchObject({ code: 0 });
  expect(await fitOnce(data, run, ...own, '--max-steps', '2')).toMatchObject({ code: 0 });
  expect(await fitOnce(data, run, ...own, '--max-steps', '4', '--resume')).toMatchObject({ code: 0 });
  const weights = (folder: string, step: number): Buffer =>
    readFileSync(join(folder, `checkpoints/step-0000000${step}/weights.bin`));
  expect(weights(run, 4).equals(weights(whole, 4))).toBe(true);
  const plain = at('plain');
  expect(await fitOnce(data, plain, '--image-size', '8', '--max-steps', '2')).toMatchObject({ code: 0 });
  expect(weights(plain, 2).equals(weights(run, 2))).toBe(false);
  const rates = [0.1, 0.2, 0.3, 0.4, 0.5].map((rate) => expect.closeTo(rate, 12));
  expect(await savedRates(run)).toEqual(rates);

  const figures = JSON.parse((await evalOf(data, run)).stdout);
  expect(figures).toMatchObject({ images: 4 });
  for (const format of ['safetensors', 'onnx']) {
    const out = at(`model.${format}`);
    expect(await runInProcess('export', run, '--format', format, '--out', out)).toMatchObject({ code: 0 });
    expect(readFileSync(out).includes('drop_path')).toBe(false);
  }

  const tune = async (dropPath?: number): Promise<number[]> => {
    const base = await openBase(await findBase(run));
    const recipe = { ...parseRecipe({ dropPath }), from: base.origin };
    const { model } = await startingModel(recipe, ['cat', 'dog'], {
      ...{ base, checkpoint: undefined, note: () => undefined },
    });
    const rates = ratesOf(model);
    model.dispose();
    return rates;
  };
  expect(await tune()).toEqual(rates);
  expect(await tune(0.1)).toEqual([0.02, 0.04, 0.06, 0.08, 0.1].map((rate) => expect.closeTo(rate, 12)));
  expect(await tune(0)).toEqual([]);
});

it('is refused for a network without shortcuts, and for a rate of 1', async () => {
  const work = await temporaryFolder();
  const data = join(work, 'data');
  await writeImages(data, namesIn('train', { cat: 2, dog: 2 }));
  const said = await fitOnce(
    data,
    join(work, 'run'),
    '--model',
    'mobilenet_v1',
    '--drop-path',
    '0.1',
    '--image-size',
    '32',
  );
  expect(said.code).toBe(2);
  expect(linesOf(said).at(-1)).toMatch(/'mobilenet_v1' has no residual unit: drop path wants a network of/);
  const one = await runInProcess('fit', '--drop-path', '1', '--recipe', 'slim', '--print-recipe');
  expect(one.code).toBe(2);
  expect(linesOf(one).at(-1)).toMatch(/dropPath/);
});

describe('fit', () => {
  const stream = new RandomStream(1, 'data');
  const train = new ArrayDataset({
    images: Float32Array.from({ length: 8 * 192 }, () => stream.uniform(-1, 1)),
    ...{ shape: [8, 8, 3], labels: [0, 1, 0, 1, 0, 1, 0, 1], classNames: ['a', 'b'], shuffle: true },
  });
  const recipe = { epochs: 2, batchSize: 4, accumulate: 2, learningRate: 0.02, dropPath: 0.4 };
  /** Two units with a shortcut, of one convolution each. */
  const twoUnits = (): LayersModel => {
    const image = layers.input({ shape: [8, 8, 3] });
    const last = ['first', 'second'].reduce<SymbolicTensor>((x, name, i) => {
      const kernelInitializer = layers.initializers.heNormal({ seed: i + 1 });
      const conv = layers.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', kernelInitializer });
      return layers.layers.add({ name }).apply([x, conv.apply(x) as SymbolicTensor]) as SymbolicTensor;
    }, image);
    const pooled = layers.layers.globalAveragePooling2d({}).apply(last);
    const kernelInitializer = layers.initializers.heNormal({ seed: 3 });
    const outputs = layers.layers.dense({ units: 2, kernelInitializer }).apply(pooled) as SymbolicTensor;
    return layers.model({ name: 'twoUnits', inputs: image, outputs });
  };
  const dropping = (): LayersModel => {
    const model = twoUnits();
    const made = addDropPath(model, 0.4, { seed: 1 });
    model.dispose();
    return made;
  };

  it('goes on to the bit on cpu with a model that has drop path', async () => {
    await tf.setBackend('cpu');
    const { numTensors } = tf.memory();
    const whole = await savedRun(dropping, { train, recipe });
    expect(await savedRun(dropping, { train, recipe }, whole[1])).toEqual(whole.slice(2));
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('refuses a recipe with drop path for a model without', async () => {
    await tf.setBackend('cpu');
    const model = twoUnits();
    await expect(fit(model, { train, recipe })).rejects.toThrow(RecipeError);
    await expect(fit(model, { train, recipe })).rejects.toThrow(
      'dropPath: 0.4 wants a model with drop path, and "twoUnits" has none: train addDropPath(model, 0.4) of sk-models',
    );
    model.dispose();
  });
});
