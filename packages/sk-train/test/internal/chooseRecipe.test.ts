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

  it('reads YAML as it reads JSON', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'mine.yaml');
    await writeFile(
      path,
      'model: resnext_slim\nepochs: 7 # a week\nschedule:\n  kind: step\n  everyEpochs: 2\n',
    );
    const { recipe } = await choose({ ...options, recipe: path });
    const schedule = { kind: 'step', everyEpochs: 2, factor: 0.1 };
    expect(recipe).toEqual(parseRecipe({ model: 'resnext_slim', epochs: 7, schedule }));
    for (const [text, message] of [
      ['epochs: [', /mine\.yaml: is not YAML: /],
      ['- epochs', /mine\.yaml: wants fields/],
      ['a: &a [1]\nb: *c', /is not YAML: .*alias/],
      [
        `a: &a [${'x, '.repeat(99)}]\nb: &b [${'*a, '.repeat(99)}]\nc: [${'*b, '.repeat(99)}]`,
        /is not YAML: .*alias/,
      ],
      [`a: ${'['.repeat(50_000)}`, /is not YAML: [^\n]*$/],
      [`a: ${'x'.repeat(2 ** 20)}`, /mine\.yaml: has more than 1048576 bytes/],
    ] as const) {
      await writeFile(path, text);
      await expect(choose({ ...options, recipe: path })).rejects.toThrow(message);
    }
    await expect(choose({ ...options, recipe: 'cifat' })).rejects.toThrow("(did you mean 'cifar'?)");
  });

  describe('--set', () => {
    const chosen = async (...set: string[]) => (await choose({ ...options, recipe: 'cifar', set })).recipe;

    it('sets fields and what lies in them, after what options say', async () => {
      expect(await chosen('learningRate=0.03', 'epochs=4')).toMatchObject({ learningRate: 0.03, epochs: 4 });
      expect(await chosen('optimizer.lr=0.05')).toMatchObject({ learningRate: 0.05 });
      expect(await chosen('schedule.at=[0.3]')).toMatchObject({
        schedule: { kind: 'milestones', at: [0.3], factor: 0.1 },
      });
      expect(await chosen('schedule={kind: cosine, floor: 0.1}')).toMatchObject({
        schedule: { kind: 'cosine', floor: 0.1 },
      });
      const both = { ...options, recipe: 'cifar', epochs: 3, set: ['epochs=4'] };
      expect((await choose(both)).recipe.epochs).toBe(4);
    });

    it('begins another kind with its defaults', async () => {
      expect(await chosen('schedule.kind=step', 'schedule.everyEpochs=5')).toMatchObject({
        schedule: { kind: 'step', everyEpochs: 5, factor: 0.1 },
      });
      expect(await chosen('earlyStopping.patience=3')).toMatchObject({
        earlyStopping: { patience: 3, minDelta: 0, startEpoch: 0 },
      });
    });

    it('sets the optimizer, whose rates the rest follows from, and its settings, those of SGD too', async () => {
      const adamw = { kind: 'adamw', beta1: 0.9, beta2: 0.95, epsilon: 1e-8 };
      const recipe = await chosen('optimizer.kind=adamw', 'optimizer.beta2=0.95', 'ema.decay=0.99');
      expect(recipe).toMatchObject({
        optimizer: adamw,
        learningRate: 0.001,
        ema: { decay: 0.99, warmup: true },
      });
      expect(Object.keys(recipe)).not.toContain('momentum');
      expect(await chosen('optimizer.kind=lamb', 'optimizer.lr=0.02')).toMatchObject({ learningRate: 0.02 });
      expect(await chosen('optimizer={kind: adamw, beta2: 0.95}')).toMatchObject({ optimizer: adamw });
      const sgd = { ...(await chosen('epochs=300')), momentum: 0.8, nesterov: true };
      expect(await chosen('optimizer.momentum=0.8', 'optimizer.nesterov=true')).toEqual(sgd);
      expect(await chosen('optimizer={kind: sgd, momentum: 0.8}', 'nesterov=true')).toEqual(sgd);
      const images = { images: 300, classes: 4, shortSide: 48 };
      const { recipe: followed } = await choose({ ...options, set: ['optimizer.kind=rmsprop'] }, { images });
      expect(followed).toMatchObject({ learningRate: 0.01, optimizer: { kind: 'rmsprop', alpha: 0.9 } });
    });

    it('takes the kind first, whatever the order', async () => {
      expect(await chosen('schedule.rise=0.2', 'schedule.kind=one-cycle')).toMatchObject({
        schedule: { kind: 'one-cycle', rise: 0.2 },
      });
    });

    it('and options keep the settings beside theirs, where the kind stays', async () => {
      const path = join(await temporaryFolder(), 'mine.yaml');
      await writeFile(
        path,
        'ema: { decay: 0.9, warmup: false }\nschedule: { kind: cosine, floor: 0.1 }\nearlyStopping: { minDelta: 0.01 }\n',
      );
      const { recipe } = await choose({
        ...options,
        ...{ recipe: path, ema: 0.99, schedule: 'cosine', earlyStopping: 3 },
      });
      expect(recipe).toMatchObject({
        ema: { decay: 0.99, warmup: false },
        schedule: { kind: 'cosine', floor: 0.1 },
        earlyStopping: { patience: 3, minDelta: 0.01 },
      });
      const other = await choose({ ...options, recipe: path, schedule: 'step' });
      expect(other.recipe.schedule).toEqual({ kind: 'step', everyEpochs: 30, factor: 0.1 });
      const whole = await choose({ ...options, recipe: path, set: ['schedule={kind: cosine}'] });
      expect(whole.recipe.schedule).toEqual({ kind: 'cosine', floor: 0 });
    });

    it('takes a field away by null', async () => {
      const path = join(await temporaryFolder(), 'mine.yaml');
      await writeFile(path, 'ema: { decay: 0.9 }\nclipNorm: 1\nepochs: 7\n');
      const by = async (wanted: object) => (await choose({ ...options, recipe: path, ...wanted })).recipe;
      expect(await by({})).toMatchObject({ ema: { decay: 0.9 }, clipNorm: 1, epochs: 7 });
      const without = await by({ set: ['ema=null', 'clipNorm=null', 'epochs=null'] });
      expect(without).toMatchObject({ epochs: 10 });
      expect(without.ema).toBeUndefined();
      expect(without.clipNorm).toBeUndefined();
      const clipped = await by({ clipValue: 2 });
      expect([clipped.clipValue, clipped.clipNorm]).toEqual([2, undefined]);
    });

    it('lets the rest follow from it where the recipe follows from the images', async () => {
      const images = { images: 300, classes: 4, shortSide: 48 };
      const by = async (wanted: object) => (await choose({ ...options, ...wanted }, { images })).recipe;
      expect(await by({ set: ['batchSize=32'] })).toEqual(await by({ batchSize: 32 }));
      expect(await by({ set: ['batchSize=32'] })).not.toEqual(await by({}));
    });

    it.each([
      ['learningRate', /--set learningRate: wants <field>=<value>/],
      ['=1', /wants <field>=<value>/],
      ['lerningRate=1', /no field of a recipe is called lerningRate \(did you mean 'learningRate'\?\)/],
      ['model=sknet50', /--set model=sknet50: give model as --model/],
      ['epochs=many', /recipe: epochs: /],
      ['epochs=[', /--set epochs=\[: is not YAML/],
      ['schedule.kind=stairs', /recipe: schedule/],
      ['optimizer.kind=adam', /recipe: optimizer\.kind/],
      ['optimizer.beta1=0.9', /recipe: optimizer: .*beta1/],
      ['schedule.flor=1', /recipe: schedule: .*flor/],
      ['epochs.of=1', /epochs has no fields of its own/],
    ])('refuses %s', async (set, message) => {
      await expect(chosen(set)).rejects.toThrow(message);
    });
  });
});
