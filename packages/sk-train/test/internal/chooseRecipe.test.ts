import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRecipeFile } from 'sk-io/node';
import { recipes } from 'sk-train';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRecipe } from '#internal';
import { chooseRecipe, type RecipeFacts, readNamedRecipe } from '../../src/commands/fit/chooseRecipe.js';
import type { FitCommandOptions } from '../../src/commands/fit/options.js';
import { temporaryFolder } from '../imageFiles.js';

const options = { backend: 'cpu', maxUnreadable: 0, checkpointEvery: 1, capture: true, keep: 1, logEvery: 1 };

const choose = async (wanted: FitCommandOptions, facts?: RecipeFacts) =>
  await chooseRecipe(wanted, await readNamedRecipe(wanted), facts);

describe('chooseRecipe', () => {
  it('takes the saved recipe of the folder that the run is in, named or not', async () => {
    const before = process.cwd();
    process.chdir(await temporaryFolder());
    onTestFinished(() => process.chdir(before));
    const run = join('runs', 'sknet_slim');
    const saved = parseRecipe({ ...recipes['cifar'], model: 'sknet_slim', epochs: 7 });
    await mkdir(run, { recursive: true });
    await writeRecipeFile(run, saved);
    expect(await choose({ ...options, resume: true })).toEqual({
      recipe: saved,
      run,
      saved,
      reasons: [],
    });
    expect(await choose({ ...options, resume: true, out: run })).toEqual({
      recipe: saved,
      run,
      saved,
      reasons: [],
    });
    expect((await choose(options)).recipe).toMatchObject({ epochs: 5, batchSize: 64 });
  });

  it.each([
    ['imagenet', 'sknet50'],
    ['imagenet-light', 'shufflenetv2_x1_0_466_sk'],
    ['cifar', 'sknet_slim'],
    ['slim', 'sknet_slim'],
  ])('%s is for %s where no model is named', async (recipe, model) => {
    const chosen = await choose({ ...options, recipe });
    expect(chosen).toMatchObject({ recipe: { model }, run: join('runs', model) });
    const { recipe: asked } = await choose({ ...options, recipe, model: 'resnext_slim' });
    expect(asked.model).toBe('resnext_slim');
  });

  it('takes crops of random size where the model reads photographs', async () => {
    const kindOf = async (choice: object) =>
      (await choose({ ...options, ...choice })).recipe.augmentation.kind;
    expect(await kindOf({ model: 'sknet50' })).toBe('resized-crop');
    expect(await kindOf({ model: 'sknet50', imageSize: 64 })).toBe('crop-flip');
    expect(await kindOf({ model: 'sknet_slim' })).toBe('crop-flip');
    expect(await kindOf({ model: 'sknet_slim', imageSize: 65 })).toBe('resized-crop');
    expect(await kindOf({ model: 'sknet50', recipe: 'slim' })).toBe('crop-flip');
  });

  it('follows from the images where nothing is named, and never changes a run that goes on', async () => {
    const images = { images: 300, classes: 4, shortSide: 48 };
    const { recipe, reasons } = await choose(options, { images });
    expect(recipe).toMatchObject({ model: 'sknet_slim', imageSize: 32, batchSize: 16 });
    expect(reasons.length).toBeGreaterThan(3);
    expect((await choose({ ...options, recipe: 'cifar' }, { images })).recipe).toMatchObject({
      epochs: 300,
    });
    const out = await temporaryFolder();
    await writeRecipeFile(out, recipe);
    const more = { ...images, images: 5000 };
    expect(await choose({ ...options, out, resume: true }, { images: more })).toMatchObject({
      recipe,
      reasons: [],
    });
  });

  it('takes the rates and the momentum of another optimizer away, and keeps the settings of the same', async () => {
    const adamw = { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    const { recipe } = await choose({
      ...options,
      recipe: 'slim',
      optimizer: 'adamw',
      clipNorm: 1,
      ema: 0.99,
    });
    expect(recipe).toMatchObject({ optimizer: adamw, learningRate: 0.001, weightDecay: 5e-4, epochs: 5 });
    expect(recipe).toMatchObject({ clipNorm: 1, ema: { decay: 0.99, warmup: true } });
    expect(Object.keys(recipe)).not.toContain('nesterov');
    const asked = await choose({ ...options, recipe: 'slim', optimizer: 'adamw', lr: 0.02, clipValue: 0.5 });
    expect(asked.recipe).toMatchObject({ learningRate: 0.02, clipValue: 0.5 });
    const sgd = await choose({ ...options, recipe: 'slim', optimizer: 'sgd' });
    expect(sgd.recipe).toEqual((await choose({ ...options, recipe: 'slim' })).recipe);

    const file = join(await temporaryFolder(), 'mine.json');
    await writeFile(file, JSON.stringify({ optimizer: { ...adamw, beta2: 0.95 }, learningRate: 0.004 }));
    const same = await choose({ ...options, recipe: file, optimizer: 'adamw' });
    expect(same.recipe).toMatchObject({ optimizer: { ...adamw, beta2: 0.95 }, learningRate: 0.004 });
    const other = await choose({ ...options, recipe: file, optimizer: 'lamb' });
    expect(other.recipe).toMatchObject({ optimizer: { kind: 'lamb', beta2: 0.999 }, learningRate: 0.001 });
  });

  it('has the usual rate of an optimizer, whatever the images, and a tenth for trained weights', async () => {
    const images = { images: 300, classes: 4, shortSide: 48 };
    const { recipe, reasons } = await choose({ ...options, optimizer: 'rmsprop' }, { images });
    expect(recipe).toMatchObject({ learningRate: 0.01, optimizer: { kind: 'rmsprop' }, batchSize: 16 });
    expect(reasons).toContain('learning rate 0.01, as is usual for rmsprop');
    const origin = { source: 'models/mine', sha256: '0'.repeat(64) };
    const base = { origin, network: { model: 'sknet_slim', side: 32, newHead: true } };
    for (const facts of [{ base }, { base, images }]) {
      const tuned = await choose({ ...options, optimizer: 'adamw', from: 'models/mine', out: 'none' }, facts);
      expect(tuned.recipe).toMatchObject({ learningRate: 0.0001, lrHead: 0.001 });
    }
  });
});
