/** Model folders: what is saved comes back, a folder is whole at every moment, and hostile ones get one clear line. */
import '@tensorflow/tfjs-backend-cpu';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { loadModel, saveModel } from 'sk-io/node';
import { createModel, modelMetadata } from 'sk-models';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'sk-models-'));
afterAll(() => rmSync(root, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});

let folder: string;
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(root, `case${count}`, 'model');
});
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const small = (seed: number): LayersModel => createModel('sknet_digits', { seed, inputShape: [16, 16, 1] });

async function saved(seed = 1): Promise<void> {
  const model = small(seed);
  await saveModel(model, folder);
  model.dispose();
}

/** The model's weights, disposing of it. */
function contents(model: LayersModel): unknown[] {
  const values = model.weights.map((weight) => [weight.originalName, weight.read().arraySync()]);
  model.dispose();
  return values;
}

describe('saveModel and loadModel', () => {
  it('keep weights to the bit, names, answers and metadata', async () => {
    const model = small(3);
    await saveModel(model, folder);
    expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
    const loaded = await loadModel(folder);
    expect(modelMetadata(loaded)).toEqual(modelMetadata(model));
    const x = tf.ones([1, 16, 16, 1]);
    const [a, b] = [model, loaded].map((m) => m.predict(x) as tf.Tensor) as [tf.Tensor, tf.Tensor];
    expect(b.arraySync()).toEqual(a.arraySync());
    tf.dispose([x, a, b]);
    expect(contents(loaded)).toEqual(contents(model));
  });

  it('make a folder that others can read as far as the umask lets them', async () => {
    await saved();
    expect(statSync(folder).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it('loads what a path of model.json names', async () => {
    await saved();
    (await loadModel(join(folder, 'model.json'))).dispose();
  });

  it('keeps the initialisers of a loaded model', async () => {
    await saved();
    const loaded = await loadModel(folder);
    expect(JSON.stringify(loaded.toJSON(undefined, false))).not.toMatch(/zero_?weights/i);
    loaded.dispose();
  });

  it('load a model of tfjs layers, with weights of an optimiser beside it', async () => {
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    await saveModel(model, folder);
    const path = join(folder, 'model.json');
    const json = JSON.parse(readFileSync(path, 'utf8'));
    json.weightsManifest[0].weights.push({ name: 'step', shape: [], dtype: 'int32', group: 'optimizer' });
    writeFileSync(path, JSON.stringify(json));
    writeFileSync(
      join(folder, 'weights.bin'),
      Buffer.concat([readFileSync(join(folder, 'weights.bin')), Buffer.alloc(4)]),
    );
    expect(contents(await loadModel(folder))).toEqual(contents(model));
  });

  it('replaces a model that is there', async () => {
    await saved(1);
    await saved(2);
    const [loaded, wanted] = [await loadModel(folder), small(2)];
    expect(contents(loaded)).toEqual(contents(wanted));
    expect(readdirSync(dirname(folder))).toEqual(['model']);
  });

  it('finds the former model where a save was killed between its renames, and the next save goes on', async () => {
    await saved(1);
    renameSync(folder, join(dirname(folder), '.model.former'));
    const [loaded, wanted] = [await loadModel(folder), small(1)];
    expect(contents(loaded)).toEqual(contents(wanted));
    await saved(2);
    expect(readdirSync(dirname(folder))).toEqual(['model']);
  });

  it('does not delete files that are not its own', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    const model = small(1);
    await expect(saveModel(model, folder)).rejects.toThrow(
      `${folder}: holds thesis.txt, which saving a model here would delete: choose a new folder`,
    );
    expect(readdirSync(dirname(folder))).toEqual(['model']);
    model.dispose();
  });
});

describe('a model folder from anywhere', () => {
  const edit = (change: (json: Record<string, unknown>, manifest: Manifest) => void): void => {
    const path = join(folder, 'model.json');
    const json = JSON.parse(readFileSync(path, 'utf8'));
    change(json, json.weightsManifest[0]);
    writeFileSync(path, JSON.stringify(json));
  };
  interface Manifest {
    paths: unknown[];
    weights: Record<string, unknown>[];
  }
  const first = (manifest: Manifest): Record<string, unknown> =>
    manifest.weights[0] as Record<string, unknown>;
  const write = (text: string): void => writeFileSync(join(folder, 'model.json'), text);

  const cases: readonly (readonly [title: string, damage: () => void, message: RegExp])[] = [
    ['not there', () => rmSync(folder, { recursive: true }), /model\.json: there is no such file$/],
    ['no JSON', () => write('{"format":'), /model\.json: is not JSON: /],
    ['a list', () => write('[]'), /model\.json: has no modelTopology: not a layers model of TensorFlow\.js$/],
    ['null', () => write('null'), /model\.json: has no modelTopology/],
    ['a graph model', () => write('{"format":"graph-model"}'), /is a graph model, which has no layers/],
    [
      'nested 100,000 deep',
      () => write('['.repeat(1e5) + ']'.repeat(1e5)),
      /is nested deeper than 100 levels$/,
    ],
    ['with a prototype', () => write('{"__proto__":{"x":1}}'), /has a field called __proto__$/],
    [
      'with a path that leads out',
      () => edit((_, manifest) => (manifest.paths = ['../weights.bin'])),
      /paths wants names of files in the same folder, got "\.\.\/weights\.bin"$/,
    ],
    [
      'with an absolute path',
      () => edit((_, manifest) => (manifest.paths = ['/etc/passwd'])),
      /paths wants names of files in the same folder/,
    ],
    [
      'with weights that are a link',
      () => {
        renameSync(join(folder, 'weights.bin'), join(folder, 'elsewhere'));
        symlinkSync('elsewhere', join(folder, 'weights.bin'));
      },
      /weights\.bin: is no ordinary file$/,
    ],
    [
      'without its weights',
      () => rmSync(join(folder, 'weights.bin')),
      /weights\.bin: there is no such file$/,
    ],
    [
      'with weights that end early',
      () => writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(12)),
      /weights\.bin: has 12 bytes, and the weights in model\.json take \d+$/,
    ],
    [
      'with a weight twice',
      () => edit((_, m) => m.weights.push(first(m))),
      /conv1\/3x3_s2\/kernel is there twice$/,
    ],
    [
      'with an unknown dtype',
      () => edit((_, m) => (first(m)['dtype'] = 'float64')),
      /conv1\/3x3_s2\/kernel: dtype wants float32, int32, bool, got "float64"$/,
    ],
    [
      'with a quantisation that is no number',
      () => edit((_, m) => (first(m)['quantization'] = { dtype: 'uint8', min: null, scale: 1 })),
      /quantization wants finite min and scale, got null and 1$/,
    ],
    [
      'with a negative size',
      () => edit((_, m) => (first(m)['shape'] = [-1, 3])),
      /shape wants up to 8 whole numbers, got \[-1,3\]$/,
    ],
    [
      'with a shape beyond numbers',
      () => edit((_, m) => (first(m)['shape'] = [2 ** 40, 2 ** 40])),
      /\[1099511627776,1099511627776\] is too large$/,
    ],
    [
      'with weights beyond the limit',
      () => edit((_, m) => (first(m)['shape'] = [2 ** 31])),
      /its weights take \d+ bytes, wants at most 4000000000$/,
    ],
    [
      'with a weight under another name',
      () => edit((_, m) => (first(m)['name'] = 'conv9/kernel')),
      /its weights are not the model's: missing conv1\/3x3_s2\/kernel; unexpected conv9\/kernel$/,
    ],
    [
      'with a weight in another shape',
      () => edit((_, m) => (first(m)['shape'] = [9, 16])),
      /misshapen conv1\/3x3_s2\/kernel \[9,16\] for \[3,3,1,16\]$/,
    ],
    [
      'with metadata that cannot be meant',
      () => edit((json) => (json['userDefinedMetadata'] = { preprocessing: { size: [1e9, 2] } })),
      /preprocessing\.size wants \[height, width\] in pixels/,
    ],
    [
      'with a layer that nobody knows',
      () => write(readFileSync(join(folder, 'model.json'), 'utf8').replaceAll('"SkConv2D"', '"SkConv9D"')),
      /describes no model that can be built: Unknown layer: SkConv9D/,
    ],
  ];

  it.each(cases)('%s', async (_, damage, message) => {
    await saved();
    damage();
    const error = await loadModel(folder).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ name: 'ModelFileError', message: expect.stringMatching(message) });
    expect(error?.message).not.toContain('\n');
  });
});
