/** `sk-train fit --from`: runs that begin with trained weights, and runs that go on for longer. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { loadModel, openSavedModel, readRecipeFile, saveModel, saveWeights } from 'sk-io/node';
import { createModel, modelMetadata, pixelScales, preprocessingOf, withMetadata } from 'sk-models';
import { recipes } from 'sk-train';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { writeCaffeFile } from './support/caffeFile.js';
import { cifarClasses, writeCifarFolder } from './support/cifarFolder.js';
import { linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import { runInProcess, type Said } from './support/runInProcess.js';

const quick = ['--backend', 'wasm', '--threads', '1', '--workers', '0'] as const;
const plain = ['--recipe', 'slim', '--batch-size', '2', '--epochs', '1', '--max-steps', '1'] as const;

let work: string;
const at = (name: string): string => join(work, name);

const fit = async (run: string, ...more: string[]): Promise<Said> =>
  await runInProcess('fit', '--data', at('data'), '--out', at(run), ...quick, ...more);

/** Values of the weights of what a path holds, by the layer's and the weight's own name. */
async function weightsOf(path: string): Promise<Map<string, Float32Array>> {
  const { model } = await openSavedModel(path);
  try {
    return valuesOf(model);
  } finally {
    model.dispose();
  }
}

const valuesOf = (model: LayersModel): Map<string, Float32Array> =>
  new Map(model.weights.map((weight) => [weight.originalName, Float32Array.from(weight.read().dataSync())]));

/** A network of two classes, cat and dog, whose running statistics are those of no new network. */
function small(numClasses = 2, classNames = ['cat', 'dog']): LayersModel {
  const model = createModel('sknet_slim', {
    ...{ numClasses, inputShape: [16, 16, 3], widthMultiplier: 0.25, seed: 7 },
  });
  tf.tidy(() => {
    for (const weight of model.weights.filter(({ originalName }) => /moving_mean$/.test(originalName))) {
      weight.write(tf.randomUniform(weight.shape as number[], -0.1, 0.1, 'float32', 3));
    }
  });
  return withMetadata(model, { classNames });
}

async function saved(model: LayersModel, name = 'base'): Promise<string> {
  await saveModel(model, at(name));
  model.dispose();
  return at(name);
}

beforeAll(async () => {
  await runInProcess('doctor', '--json');
});
afterEach(() => {
  vi.unstubAllEnvs();
});
beforeEach(async () => {
  work = await temporaryFolder();
  await writeImages(at('data'), namesIn('train', { cat: 2, dog: 2 }));
  await writeImages(at('data'), namesIn('test', { cat: 1, dog: 1 }));
});

describe('fit --from', () => {
  it('a model folder: keeps weights, preprocessing and head, and writes down what they are', async () => {
    const model = small();
    const { preprocessing } = modelMetadata(model);
    const own = { ...(preprocessing ?? expect.fail()), mean: [0.1, 0.2, 0.3], cropFraction: 0.75 };
    const base = await saved(withMetadata(model, { preprocessing: own }));
    const result = await fit('run', '--from', base, ...plain, '--lr', '1e-50');
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('the head stays, for 2 classes: cat, dog');
    const trained = await loadModel(join(at('run'), 'checkpoints', 'step-00000001'));
    expect(modelMetadata(trained)).toMatchObject({ preprocessing: own, classNames: ['cat', 'dog'] });
    const [now, before] = [valuesOf(trained), await weightsOf(base)];
    trained.dispose();
    for (const [name, values] of before) {
      if (!/moving_/.test(name)) expect([name, now.get(name)]).toEqual([name, values]);
    }
    expect(await readRecipeFile(at('run'))).toMatchObject({
      model: 'sknet_slim',
      from: { source: base, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      epochs: 1,
    });
  });

  it('a run: takes its newest checkpoint, and goes on from its own when the first run is gone', async () => {
    const begin = ['--model', 'sknet_slim', '--image-size', '16'];
    expect(await fit('first', ...begin, ...plain)).toMatchObject({ code: 0 });
    const args = ['--from', at('first'), ...plain, '--lr', '0.001'];
    const result = await fit('second', ...args);
    expect(linesOf(result)).toContain(`from: ${at('first')}/checkpoints/step-00000001`);
    expect(linesOf(result)).toContain('the head stays, for 2 classes: cat, dog');
    expect(await fit('whole', ...args, '--max-steps', '2')).toMatchObject({ code: 0 });
    rmSync(at('first'), { recursive: true });
    const going = await fit('second', ...plain, '--lr', '0.001', '--resume', '--max-steps', '2');
    expect(going).toMatchObject({ code: 0 });
    expect(await weightsOf(at('second'))).toEqual(await weightsOf(at('whole')));
    const optimizer = (run: string) => readFileSync(join(at(run), 'checkpoints/step-00000002/optimizer.bin'));
    expect(optimizer('second').equals(optimizer('whole'))).toBe(true);
  });

  it('makes a new head for other classes, seeded, and trains it ten times as fast where no rate is named', async () => {
    const base = await saved(small(3, ['ant', 'bee', 'cat']));
    const args = ['--from', base, '--max-steps', '1'];
    const result = await fit('run', ...args);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('new head for 2 classes: cat, dog');
    expect(result.stderr).toMatch(
      /learning rate 0\.0025, a tenth of that for random weights, since these are trained, and 0\.025 for the new classifier/,
    );
    expect(await readRecipeFile(at('run'))).toMatchObject({ learningRate: 0.0025, lrHead: 0.025 });
    await fit('again', ...args);
    await fit('other', ...args, '--seed', '5');
    const kernel = async (run: string) => (await weightsOf(at(run))).get('classifier/kernel');
    expect(await kernel('again')).toEqual(await kernel('run'));
    expect(await kernel('other')).not.toEqual(await kernel('run'));
    const kept = await fit('kept', '--from', await saved(small(), 'same'), '--max-steps', '1');
    expect(kept.stderr).toMatch(
      /learning rate 0\.0025, a tenth of that for random weights, since these are trained$/m,
    );
    expect(await readRecipeFile(at('kept'))).not.toHaveProperty('lrHead');
  });

  it('keeps the head of the same classes in another order, each class with its weights', async () => {
    const base = await saved(small(2, ['dog', 'cat']));
    const result = await fit('run', '--from', base, ...plain, '--lr', '1e-50');
    expect(linesOf(result)).toContain('the head stays, in another order, for 2 classes: cat, dog');
    const [before, now] = [await weightsOf(base), await weightsOf(at('run'))];
    for (const name of ['classifier/kernel', 'classifier/bias']) {
      const pairs = (values: Float32Array = new Float32Array()) =>
        values.map((_, i) => Number(values[i % 2 ? i - 1 : i + 1]));
      expect(now.get(name)).toEqual(pairs(before.get(name)));
    }
  });

  it('a file of weights: finds the network, or takes the one that --model names', async () => {
    const model = createModel('sknet_digits', { numClasses: 4, inputShape: [64, 64, 3], seed: 3 });
    await saveWeights(model, at('mine.safetensors'), { names: 'timm' });
    const before = valuesOf(model);
    model.dispose();
    for (const [run, ...more] of [['found'], ['named', '--model', 'sknet_digits']] as const) {
      const args = ['--from', at('mine.safetensors'), ...more, '--image-size', '16'];
      const result = await fit(run, ...args, ...plain, '--lr', '1e-50');
      expect(result).toMatchObject({ code: 0 });
      expect(linesOf(result)).toContain('new head for 2 classes: cat, dog');
      const now = await weightsOf(at(run));
      expect(now.get('conv1/conv/kernel')).toEqual(before.get('conv1/conv/kernel'));
      expect(await readRecipeFile(at(run))).toMatchObject({ model: 'sknet_digits', imageSize: 16 });
    }
    const wrong = await fit('wrong', '--from', at('mine.safetensors'), '--model', 'sknet_slim', ...plain);
    expect(wrong).toMatchObject({ code: 3, stdout: '' });
  });

  it('a .caffemodel of the network that --model names, and a run folder of its name', async () => {
    const model = createModel('sknet_digits', { numClasses: 4, inputShape: [64, 64, 3], seed: 3 });
    writeCaffeFile(model, at('digits.caffemodel'));
    const before = valuesOf(model);
    model.dispose();
    const args = ['--from', at('digits.caffemodel'), '--model', 'sknet_digits', '--image-size', '16'];
    const result = await fit('run', ...args, ...plain, '--lr', '1e-50');
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('new head for 2 classes: cat, dog');
    const now = await weightsOf(at('run'));
    const kept = [...before].filter(([name]) => !/^classifier\/|moving_/.test(name));
    expect(kept.length).toBeGreaterThan(50);
    for (const [name, values] of kept) expect([name, now.get(name)]).toEqual([name, values]);
    expect(await readRecipeFile(at('run'))).toMatchObject({
      ...{ model: 'sknet_digits', imageSize: 16 },
      from: { source: at('digits.caffemodel') },
    });
    const printed = await runInProcess('fit', ...args, ...plain, '--backend', 'wasm', '--print-recipe');
    expect(JSON.parse(printed.stdout)).toMatchObject({ from: { source: at('digits.caffemodel') } });
  });

  it.each([
    ['of other classes gets a new head', ['cat', 'dog'], /^new head for 10 classes: airplane, automobile, /],
    ['of the same classes keeps it', cifarClasses, /^the head stays, for 10 classes: airplane, automobile, /],
  ])("on CIFAR's own files: a model %s", async (_, classNames, said) => {
    writeCifarFolder(at('cifar'));
    const model = createModel('sknet_slim', {
      ...{ numClasses: classNames.length, inputShape: [32, 32, 3], widthMultiplier: 0.25, seed: 7 },
    });
    const base = await saved(withMetadata(model, { classNames }));
    const before = await weightsOf(base);
    const args = ['fit', '--data', at('cifar'), '--out', at('run'), '--from', base, ...quick];
    const result = await runInProcess(...args, '--max-steps', '1', '--epochs', '1', '--lr', '1e-50');
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContainEqual(expect.stringMatching(said));
    const now = await weightsOf(at('run'));
    expect(now.get('classifier/kernel')?.length).toBe(
      10 * ((before.get('classifier/kernel')?.length ?? 0) / classNames.length),
    );
    const [first] = before.keys();
    expect(now.get(first ?? '')).toEqual(before.get(first ?? ''));
    const same = classNames.length === 10;
    const [kernel, old] = [now, before].map((values) => values.get('classifier/kernel'));
    if (same) expect(kernel).toEqual(old);
    else expect(kernel).not.toEqual(old);
    expect(await readRecipeFile(at('run'))).toMatchObject({ from: { source: base }, epochs: 1 });
  });

  it('reads the recipe once, where it comes through a pipe too', async () => {
    const base = await saved(small());
    const recipe = { ...recipes['slim'], batchSize: 2, epochs: 1, learningRate: 1e-3 };
    const pipe = at('recipe.json');
    execFileSync('mkfifo', [pipe]);
    // Who reads it again finds something else.
    const written = writeFile(pipe, JSON.stringify(recipe)).then(() => {
      rmSync(pipe);
      writeFileSync(pipe, '{');
    });
    const result = await fit('run', '--from', base, '--recipe', pipe, '--max-steps', '1');
    await written;
    expect(result).toMatchObject({ code: 0 });
    expect(await readRecipeFile(at('run'))).toMatchObject({ learningRate: 1e-3, from: { source: base } });
  });

  it('the name of a network with known weights, and says which there are for another', async () => {
    vi.stubEnv('XDG_CACHE_HOME', at('cache'));
    vi.stubEnv('HF_ENDPOINT', 'http://hub.invalid');
    const folder = at('cache/sk-models/hub.invalid/timm/skresnet18.ra_in1k/resolve/main');
    mkdirSync(folder, { recursive: true });
    const model = createModel('skresnet18', { inputShape: [32, 32, 3], seed: 3 });
    await saveWeights(model, join(folder, 'model.safetensors'), { names: 'timm' });
    const before = valuesOf(model);
    model.dispose();
    const args = ['--from', 'skresnet18', '--image-size', '32', ...plain, '--lr', '1e-50'];
    const result = await fit('run', ...args);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('new head for 2 classes: cat, dog');
    expect(await readRecipeFile(at('run'))).toMatchObject({
      ...{ model: 'skresnet18', imageSize: 32 },
      from: { source: 'skresnet18' },
    });
    const now = await weightsOf(at('run'));
    const [name] = [...before.keys()];
    expect(now.get(name ?? '')).toEqual(before.get(name ?? ''));
    const unknown = await fit('unknown', '--from', 'sknet50', ...plain);
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(linesOf(unknown)).toEqual([
      expect.stringMatching(
        /^sk-train: --from sknet50: no trained weights of this network are known by name \(they are of skresnet18, .*\): name a run, a folder or a file, or begin with random weights by --model sknet50$/,
      ),
    ]);
  });

  it('a model that names fewer classes than it tells apart gets a new head', async () => {
    const result = await fit('run', '--from', await saved(small(3)), ...plain);
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('new head for 2 classes: cat, dog');
  });

  it('a model of another program, or one line that says why not', async () => {
    const foreign = (...behind: layers.Layer[]) =>
      sequential({
        layers: [
          layers.conv2d({
            filters: 4,
            kernelSize: 3,
            activation: 'relu',
            inputShape: [16, 16, 3],
            name: 'c',
          }),
          layers.globalAveragePooling2d({ name: 'p' }),
          ...behind,
        ],
      });
    const scaled = (model: LayersModel) =>
      withMetadata(model, { preprocessing: preprocessingOf(model, pixelScales.tf) });
    const dense = layers.dense({ units: 5, activation: 'softmax', name: 'd' });
    const result = await fit(
      'run',
      '--from',
      await saved(scaled(foreign(dense)), 'keras'),
      '--max-steps',
      '1',
    );
    expect(result).toMatchObject({ code: 0 });
    expect(linesOf(result)).toContain('new head for 2 classes: cat, dog');
    expect(await readRecipeFile(at('run'))).not.toHaveProperty('model');
    expect(await fit('run', '--resume')).toMatchObject({ code: 0 });
    const headless = await fit('headless', '--from', await saved(scaled(foreign()), 'headless0'), ...plain);
    expect(headless).toMatchObject({ code: 2, stdout: '' });
    expect(linesOf(headless).at(-1)).toMatch(
      /^sk-train: the model knows other classes than the 2 of the data, and its head cannot be made anew: .*wants to end in a dense layer/,
    );
    const blind = await fit(
      'blind',
      '--from',
      await saved(foreign(layers.dense({ units: 2 })), 'blind0'),
      ...plain,
    );
    expect(blind).toMatchObject({ code: 2, stdout: '' });
    expect(linesOf(blind).at(-1)).toMatch(
      /--from \S+: the model does not say how images become its input: sk-train import /,
    );
  });

  it('refuses what does not fit together, in one line', async () => {
    const base = await saved(small());
    const refusal = async (code: number, ...args: string[]): Promise<string | undefined> => {
      const result = await fit('refused', ...args);
      expect(result).toMatchObject({ code, stdout: '' });
      return linesOf(result).at(-1);
    };
    expect(await refusal(2, '--model', base, ...plain)).toBe(
      `sk-train: --model ${base}: names a network to begin with random weights, and this is a path: --from ${base} begins with the weights that are there`,
    );
    expect(await refusal(2, '--from', base, '--model', 'resnext_slim', ...plain)).toMatch(
      /--model resnext_slim: \S+base holds sknet_slim: leave --model out$/,
    );
    expect(await refusal(2, '--from', 'sknet5000', ...plain)).toMatch(/Did you mean 'sknet50'\?/);
    expect(await refusal(3, '--from', at('nothing.safetensors'), ...plain)).toMatch(/there is no such file/);
    expect(await refusal(2, '--freeze', 'stage2', ...plain)).toMatch(
      /freeze stage2: .*say with --from which$/,
    );
    expect(await refusal(2, '--from', base, '--freeze', 'stage9', ...plain)).toMatch(
      /no layer, unit or stage is called 'stage9'\..* Stages: stage1, stage2/,
    );
    const flat = sequential({
      layers: [layers.flatten({ inputShape: [16, 16, 3] }), layers.dense({ units: 2, name: 'd' })],
    });
    const preprocessing = preprocessingOf(flat, pixelScales.unit);
    const fixed = await saved(withMetadata(flat, { preprocessing }), 'flat');
    expect(await refusal(2, '--from', fixed, '--image-size', '24', ...plain)).toMatch(
      /^sk-train: resizeInput: '\S+' cannot read images of 24 x 24: /,
    );
    expect(existsSync(join(at('refused'), 'recipe.json'))).toBe(false);
  });

  it('refuses to resume from somewhere else, and other weights than the recipe wants', async () => {
    const base = await saved(small());
    expect(await fit('run', '--from', base, ...plain)).toMatchObject({ code: 0 });
    const elsewhere = await fit('run', '--from', at('other'), ...plain, '--resume');
    expect(elsewhere).toMatchObject({ code: 2, stdout: '' });
    expect(linesOf(elsewhere).at(-1)).toMatch(/cannot resume from \S+other: the run began with \S+base/);
    const printed = await fit(
      'x',
      '--from',
      base,
      ...plain,
      '--freeze',
      'all',
      '--lr-head',
      '0.3',
      '--print-recipe',
    );
    const recipe = JSON.parse(printed.stdout);
    expect(recipe).toMatchObject({ from: { source: base }, freeze: ['all'], lrHead: 0.3 });
    writeFileSync(at('mine.json'), printed.stdout);
    expect(await fit('again', '--recipe', at('mine.json'))).toMatchObject({ code: 0 });
    expect(await readRecipeFile(at('again'))).toEqual(recipe);
    writeFileSync(
      at('mine.json'),
      JSON.stringify({ ...recipe, from: { source: base, sha256: '0'.repeat(64) } }),
    );
    const changed = await fit('changed', '--recipe', at('mine.json'));
    expect(changed).toMatchObject({ code: 3, stdout: '' });
    expect(linesOf(changed).at(-1)).toMatch(
      /its weights have the sha256 [0-9a-f]{64}, and the recipe wants those with 0{64}/,
    );
    writeFileSync(at('mine.json'), JSON.stringify({ ...recipe, form: {} }));
    expect(linesOf(await fit('typo', '--recipe', at('mine.json'))).at(-1)).toMatch(
      /form.*Did you mean from\?|from/,
    );
  });
});

describe('fit --freeze and --lr-head', () => {
  it('leave frozen weights and their running statistics as they are, to the bit, also after a resume', async () => {
    const base = await saved(small(3, ['ant', 'bee', 'fly']));
    const before = await weightsOf(base);
    const args = ['--from', base, '--freeze', 'stage2', ...plain, '--lr', '0.01'];
    const result = await fit('run', ...args, '--max-steps', '2');
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toMatch(/^frozen: \d+ layers, from conv1\S* to \S+$/m);
    const changedBy = (now: Map<string, Float32Array>) =>
      [...now.keys()].filter((name) => `${now.get(name)}` !== `${before.get(name)}`);
    const moved = changedBy(await weightsOf(at('run')));
    expect(moved.filter((name) => /^(conv1|conv2|SK_2)/.test(name))).toEqual([]);
    expect(moved.filter((name) => /moving_(mean|variance)$/.test(name)).length).toBeGreaterThan(3);
    expect(moved).toContain('classifier/kernel');
    const all = await fit('all', '--from', base, '--freeze', 'all', ...plain);
    expect(all).toMatchObject({ code: 0 });
    expect(changedBy(await weightsOf(at('all'))).sort()).toEqual(['classifier/bias', 'classifier/kernel']);
    const first = ['--from', base, '--freeze', 'all', ...plain];
    await fit('twice', ...first, '--max-steps', '2');
    const going = await fit('all', ...plain, '--freeze', 'all', '--resume', '--max-steps', '2');
    expect(going).toMatchObject({ code: 0 });
    expect(await weightsOf(at('all'))).toEqual(await weightsOf(at('twice')));
  });

  it('move the head by its own rate and all else by the recipe: as in a step at one rate, times lr-head / lr', async () => {
    const base = await saved(small());
    const before = await weightsOf(base);
    const args = ['--from', base, ...plain, '--lr', '0.01'];
    await fit('one', ...args);
    await fit('two', ...args, '--lr-head', '0.04');
    const [one, two] = [await weightsOf(at('one')), await weightsOf(at('two'))];
    for (const [name, values] of before) {
      const isHead = name.startsWith('classifier/');
      if (!isHead) expect([name, two.get(name)]).toEqual([name, one.get(name)]);
      if (!isHead) continue;
      values.forEach((value, i) => {
        const [once = Number.NaN, fast = Number.NaN] = [one.get(name)?.[i], two.get(name)?.[i]];
        expect(Math.abs(once - value)).toBeGreaterThan(0);
        expect((fast - value) / (once - value)).toBeCloseTo(4, 1);
      });
    }
  });

  it('hold no tensor when the run is over', async () => {
    const base = await saved(small(3, ['ant', 'bee', 'fly']));
    await fit('warm', '--from', base, ...plain);
    const before = tf.memory().numTensors;
    for (const [i, more] of [
      [],
      ['--freeze', 'stage2', '--lr-head', '0.02'],
      ['--image-size', '24'],
    ].entries()) {
      expect(await fit(`run${i}`, '--from', base, ...plain, ...more)).toMatchObject({ code: 0 });
      expect(tf.memory().numTensors).toBe(before);
    }
    expect(
      (await fit('run1', '--freeze', 'stage2', '--lr-head', '0.02', ...plain, '--resume', '--max-steps', '2'))
        .code,
    ).toBe(0);
    expect((await fit('bad', '--from', base, '--freeze', 'nothing', ...plain)).code).toBe(2);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('fit --resume --epochs', () => {
  const recipe = async (schedule: object): Promise<string[]> => {
    const text = { model: 'sknet_slim', imageSize: 16, batchSize: 2, learningRate: 0.01, seed: 3, schedule };
    writeFileSync(at('recipe.json'), JSON.stringify({ ...text, warmupEpochs: 1.5 }));
    return ['--recipe', at('recipe.json'), '--keep', '9'];
  };

  it.each([{ kind: 'constant' }, { kind: 'step', everyEpochs: 2, factor: 0.1 }])(
    'extends a run to the bit, where its schedule says how it goes on: %j',
    async (schedule) => {
      const args = await recipe(schedule);
      expect(await fit('long', ...args, '--epochs', '4')).toMatchObject({ code: 0 });
      expect(await fit('run', ...args, '--epochs', '2')).toMatchObject({ code: 0 });
      const result = await fit('run', '--resume', '--epochs', '4');
      expect(result).toMatchObject({ code: 0 });
      expect(linesOf(result)).toContain(
        `${at('run')}: ends with epoch 4 instead of 2; the learning rate goes on by its ${schedule.kind} schedule`,
      );
      expect(await readRecipeFile(at('run'))).toEqual(await readRecipeFile(at('long')));
      expect(await weightsOf(at('run'))).toEqual(await weightsOf(at('long')));
      const bytes = (run: string) => readFileSync(join(at(run), 'checkpoints/step-00000008/optimizer.bin'));
      expect(bytes('run').equals(bytes('long'))).toBe(true);
      const less = await fit('run', '--resume', '--epochs', '3');
      expect(less).toMatchObject({ code: 2, stdout: '' });
      expect(linesOf(less).at(-1)).toMatch(
        /--epochs 3 is less than the run has done: 4: ask for as many or more/,
      );
      expect(less.stderr).not.toContain('ends with epoch');
      expect(await readRecipeFile(at('run'))).toMatchObject({ epochs: 4 });
    },
  );

  it.each([{ kind: 'cosine' }, { kind: 'milestones', at: [0.5], factor: 0.1 }])(
    'refuses where the schedule ends with the last epoch, and says what to do: %j',
    async (schedule) => {
      expect(await fit('run', ...(await recipe(schedule)), '--epochs', '1')).toMatchObject({ code: 0 });
      const result = await fit('run', '--resume', '--epochs', '2');
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(linesOf(result).at(-1)).toBe(
        `sk-train: ${at('run')}: cannot resume with 2 epochs: the learning rate of its ${schedule.kind} schedule is laid out for 1 and does not say how it goes on. To train on, begin another run with the weights of this one: fit --from ${at('run')} --out <folder> --epochs <more>`,
      );
      expect(await readRecipeFile(at('run'))).toMatchObject({ epochs: 1 });
    },
  );
});
