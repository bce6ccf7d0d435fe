import { mkdir } from 'node:fs/promises';
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
});
