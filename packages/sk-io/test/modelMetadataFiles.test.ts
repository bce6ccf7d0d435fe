/** Tests the files beside weights: timm's config.json, Teachable Machine's metadata.json, labels, a preprocessing. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { timmMetadata } from 'sk-io';
import { loadModel, readClassNames, readPreprocessing, saveModel, timmConfigBeside } from 'sk-io/node';
import { createModel, imageToInput, type ModelMetadata, modelMetadata } from 'sk-models';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/temporaryFolder.js';

let folder: string;
let before: number;
beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(async () => {
  folder = await temporaryFolder();
  before = tf.memory().numTensors;
  return () => expect(tf.memory().numTensors).toBe(before);
});

const write = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe("timm's config.json", () => {
  /** The file that timm 1.0 writes. */
  const config = {
    architecture: 'skresnet18',
    num_classes: 2,
    num_features: 512,
    global_pool: 'avg',
    pretrained_cfg: {
      ...{ tag: 'ra_in1k', custom_load: false, input_size: [3, 48, 40], fixed_input_size: false },
      ...{ interpolation: 'bicubic', crop_pct: 0.95, crop_mode: 'center', mean: [0.1, 0.2, 0.3] },
      ...{
        std: [0.4, 0.5, 0.6],
        num_classes: 1000,
        pool_size: [7, 7],
        first_conv: 'conv1',
        classifier: 'fc',
      },
    },
    label_names: ['cat', 'dog'],
  };
  const changed = (change: object, cfg: object = {}): object => ({
    ...config,
    ...change,
    pretrained_cfg: { ...config.pretrained_cfg, ...cfg },
  });
  const read = async (content: object): Promise<ModelMetadata & { size?: readonly number[] }> => {
    write('config.json', content);
    const found = await timmConfigBeside(join(folder, 'model.safetensors'));
    const model = createModel('sknet_slim', {
      numClasses: 2,
      inputShape: [8, 8, 3],
      widthMultiplier: 0.25,
      seed: 1,
    });
    try {
      return found === undefined ? {} : { ...timmMetadata(model, found), size: found.size };
    } finally {
      model.dispose();
    }
  };
  const scale = { mean: [0.1, 0.2, 0.3], std: [0.4, 0.5, 0.6], cropFraction: 0.95, interpolation: 'bicubic' };
  const made = { size: [8, 8], channels: 3, ...scale };

  it('says mean, std, size, crop, interpolation and the names of the classes', async () => {
    expect(await read(config)).toEqual({ size: [48, 40], classNames: ['cat', 'dog'], preprocessing: made });
  });

  it('may be of an older version, and leave out what is usual', async () => {
    expect(
      await read({ architecture: 'x', num_classes: 2, labels: ['a', 'b'], mean: [0.5, 0.5, 0.5] }),
    ).toEqual({
      size: [224, 224],
      classNames: ['a', 'b'],
      preprocessing: {
        ...{ size: [8, 8], channels: 3, mean: [0.5, 0.5, 0.5], std: [0.229, 0.224, 0.225] },
        ...{ cropFraction: 0.875, interpolation: 'bicubic' },
      },
    });
  });

  it('describes the ids of WordNet in words', async () => {
    const change = {
      label_names: ['n01440764', 'n02123045'],
      label_descriptions: { n01440764: 'tench, Tinca tinca', n02123045: 'tabby' },
    };
    expect((await read(changed(change))).classNames).toEqual(['tench, Tinca tinca', 'tabby']);
  });

  it('of another program, or none, says nothing', async () => {
    expect(await timmConfigBeside(join(folder, 'model.safetensors'))).toBeUndefined();
    expect(await read({ architectures: ['ResNetForImageClassification'], num_channels: 3 })).toEqual({});
  });

  it('gives no preprocessing to a model of other channels, or of its own preprocessing', async () => {
    write('config.json', config);
    const found = (await timmConfigBeside(join(folder, 'x.safetensors'))) ?? expect.fail();
    const model = createModel('sknet_slim', {
      numClasses: 2,
      inputShape: [8, 8, 4],
      widthMultiplier: 0.25,
      seed: 1,
    });
    expect(timmMetadata(model, found)).toEqual({ classNames: ['cat', 'dog'] });
    model.dispose();
    const three = createModel('sknet_slim', {
      numClasses: 3,
      inputShape: [8, 8, 3],
      widthMultiplier: 0.25,
      seed: 1,
    });
    expect(timmMetadata(three, found, { ownPreprocessing: true })).toEqual({});
    three.dispose();
  });

  it.each<readonly [change: object, cfg: object, message: string]>([
    [
      {},
      { crop_mode: 'squash' },
      `crop_mode wants 'center', got "squash": say how images become the model's input (--preprocessing)`,
    ],
    [{}, { interpolation: 'lanczos' }, 'interpolation wants nearest, bilinear, bicubic, got "lanczos"'],
    [{}, { crop_pct: 1.2 }, 'crop_pct wants a number above 0 up to 1, got 1.2'],
    [{}, { mean: [0.5, 'x', 0.5] }, 'mean wants a number for each channel, got [0.5,"x",0.5]'],
    [{}, { std: [0, 1, 1] }, 'std wants a number for each channel, got [0,1,1]'],
    [{}, { input_size: [3, 0, 224] }, 'input_size wants [channels, height, width], got [3,0,224]'],
    [{ num_classes: -1 }, {}, 'num_classes wants a whole number, got -1'],
    [{ label_names: ['cat'] }, {}, 'label_names wants a name for each of its 2 classes, got "1 names"'],
    [{ label_names: ['cat', 7] }, {}, 'label_names: wants a name for each class'],
  ])('that cannot be followed is refused (%j %j)', async (change, cfg, message) => {
    const error = await read(changed(change, cfg)).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'ModelFileError' });
    expect((error as Error).message).toContain(`${join(folder, 'config.json')}: ${message}`);
  });
});

describe("Teachable Machine's metadata.json", () => {
  const metadata = {
    ...{ tfjsVersion: '1.3.1', tmVersion: '2.4.7', packageVersion: '0.8.4-alpha2' },
    ...{ packageName: '@teachablemachine/image', timeStamp: '2024-01-01T00:00:00.000Z', userMetadata: {} },
    ...{ modelName: 'tm-my-image-model', labels: ['cat', 'dog'], imageSize: 4 },
  };
  const network = (channels: number): LayersModel =>
    sequential({
      layers: [
        layers.globalAveragePooling2d({ inputShape: [4, 4, channels] }),
        layers.dense({ units: 2, activation: 'softmax' }),
      ],
    });
  let count = 0;
  const load = async (content: unknown, channels = 3): Promise<ModelMetadata> => {
    count++;
    const home = join(folder, `tm${count}`);
    const model = network(channels);
    await saveModel(model, home);
    model.dispose();
    writeFileSync(join(home, 'metadata.json'), JSON.stringify(content));
    const loaded = await loadModel(home);
    try {
      return modelMetadata(loaded);
    } finally {
      loaded.dispose();
    }
  };

  it('names the classes; pixels are read as its library does: the central square, divided by 127, less 1', async () => {
    const { classNames, preprocessing = expect.fail() } = await load(metadata);
    expect(classNames).toEqual(['cat', 'dog']);
    const data = Uint8Array.from({ length: 4 * 6 * 3 }, (_, i) => (i % 18 < 3 || i % 18 >= 15 ? 9 : i % 256));
    const input = imageToInput({ data, width: 6, height: 4, channels: 3 }, preprocessing);
    const wanted = [...data].filter((_, i) => i % 18 >= 3 && i % 18 < 15).map((value) => value / 127 - 1);
    expect(input).toHaveLength(wanted.length);
    for (const [i, value] of wanted.entries()) expect(input[i]).toBeCloseTo(value, 6);
  });

  it('may be of a model of grey images', async () => {
    expect((await load({ ...metadata, grayscale: true }, 1)).preprocessing).toMatchObject({
      ...{ channels: 1, mean: [127 / 255], std: [127 / 255], size: [4, 4], cropFraction: 1 },
    });
  });

  it('of another program says nothing', async () => {
    expect(await load({ ...metadata, packageName: '@teachablemachine/pose' })).toEqual({});
    expect(await load({ generator: 'mine' })).toEqual({});
    expect(await load(['a'])).toEqual({});
  });

  it.each([
    [{ ...metadata, labels: ['cat'] }, /metadata\.json: has 1 labels, and the model tells 2 classes apart$/],
    [{ ...metadata, labels: 'cat' }, /metadata\.json: labels: wants a name for each class/],
  ])('that is of another model, or broken, is refused (%#)', async (content, message) => {
    await expect(load(content)).rejects.toThrow(message);
    await expect(load(content)).rejects.toMatchObject({ name: 'ModelFileError' });
  });

  it('gives way to what the model says itself', async () => {
    const home = join(folder, 'own');
    const model = createModel('sknet_slim', {
      numClasses: 2,
      inputShape: [8, 8, 3],
      widthMultiplier: 0.25,
      seed: 1,
    });
    const { preprocessing } = modelMetadata(model);
    await saveModel(model, home);
    model.dispose();
    writeFileSync(join(home, 'metadata.json'), JSON.stringify(metadata));
    const loaded = await loadModel(home);
    expect(modelMetadata(loaded)).toEqual({
      skModel: 'sknet_slim',
      classNames: ['cat', 'dog'],
      preprocessing,
    });
    loaded.dispose();
  });
});

describe('readClassNames', () => {
  it.each([
    ['labels.txt', 'cat\r\n dog \nbig bird\n\n', ['cat', 'dog', 'big bird']],
    ['labels.json', ['cat', 'dog'], ['cat', 'dog']],
    ['labels.json', { 1: 'dog', 0: 'cat' }, ['cat', 'dog']],
    ['metadata.json', { packageName: 'x', labels: ['cat', 'dog'] }, ['cat', 'dog']],
  ])('reads %s (%#)', async (name, content, names) => {
    expect(await readClassNames(write(name, content))).toEqual(names);
  });

  it.each([
    ['labels.txt', '', 'got "" for class 0'],
    ['labels.txt', 'cat\n\ndog\n', 'got "" for class 1'],
    ['labels.json', ['cat', 3], 'got 3 for class 1'],
    ['labels.json', { a: 'cat' }, 'got nothing for class 0'],
    ['labels.json', [], 'got none'],
    ['labels.json', '{', 'is not JSON'],
  ])('refuses %s (%#)', async (name, content, message) => {
    const path = write(name, content);
    const error = await readClassNames(path).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'ModelFileError' });
    expect((error as Error).message).toContain(message);
  });

  it('says that a file is missing', async () => {
    mkdirSync(join(folder, 'sub'));
    await expect(readClassNames(join(folder, 'none.txt'))).rejects.toThrow('none.txt: there is no such file');
    await expect(readClassNames(join(folder, 'sub'))).rejects.toThrow('sub: is a folder');
  });
});

describe('readPreprocessing', () => {
  it('reads the fields, and the usual ones where they are left out', async () => {
    expect(await readPreprocessing(write('p.json', { mean: [0.5], std: [0.25] }))).toEqual({
      scale: { mean: [0.5], std: [0.25], cropFraction: 1, interpolation: 'bilinear' },
    });
    const full = {
      mean: [0, 0.1, 0.2],
      std: [1, 2, 3],
      cropFraction: 0.9,
      interpolation: 'nearest',
      size: [5, 6],
    };
    const { size, ...scale } = full;
    expect(await readPreprocessing(write('p.json', full))).toEqual({ scale, size });
  });

  it.each([
    [{ mean: [0.5] }, 'std wants 1 or 3 numbers above 0, got undefined'],
    [{ mean: [0.5, 0.5], std: [1] }, 'mean wants 1 or 3 numbers, got [0.5,0.5]'],
    [{ mean: [0.5], std: [0] }, 'std wants 1 or 3 numbers above 0, got [0]'],
    [
      { mean: [0.5], std: [1], crop: 1 },
      "has the unknown field 'crop': wants mean, std, size, cropFraction, interpolation",
    ],
    [{ mean: [0.5], std: [1], cropFraction: 2 }, 'cropFraction wants a number above 0 up to 1, got 2'],
    [
      { mean: [0.5], std: [1], interpolation: 'lanczos' },
      "interpolation wants 'nearest', 'bilinear' or 'bicubic'",
    ],
    [{ mean: [0.5], std: [1], size: 224 }, 'size wants [height, width] in pixels, got 224'],
    [[1], 'the file wants an object with mean, std, size, cropFraction, interpolation, got [1]'],
  ])('refuses %j', async (content, message) => {
    const error = await readPreprocessing(write('p.json', content)).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'ModelFileError' });
    expect((error as Error).message).toContain(message);
  });
});
