import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { jsonText } from 'sk-io';
import { attentionModel, captureModel, createModel, type Preprocessing } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { type AttentionData, collectAttention, measureImages, type RasterImage } from 'sk-viz';
import { beforeAll, describe, expect, it } from 'vitest';

const preprocessing: Preprocessing = {
  size: [16, 16],
  channels: 1,
  mean: [0.1],
  std: [0.3],
  cropFraction: 1,
  interpolation: 'bilinear',
};
const image = (seed: number): RasterImage => ({
  width: 20,
  height: 18,
  channels: 1,
  data: Uint8Array.from({ length: 360 }, (_, i) => (i * (seed + 3) * 37) % 256),
});
const images = Array.from({ length: 5 }, (_, i) => ({ name: `image ${i}`, image: image(i), label: i % 2 }));
const options = {
  model: { name: 'sknet_digits', parameters: 1234 },
  preprocessing,
  source: 'formulas',
  scales: [1, 2],
  batchSize: 2,
  samples: 2,
  classNames: [...'0123456789'],
};

const observed = () => {
  const model = createModel('sknet_digits', { inputShape: [16, 16, 1], seed: 3 });
  return { model, view: attentionModel(model) };
};

const attentionOf = async (...args: Parameters<typeof measureImages>): Promise<AttentionData> =>
  (await measureImages(...args)).attention;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a real network on the cpu', () => {
  it('every unit at every scale; attention sums to 1; nothing leaks', async () => {
    const { model, view } = observed();
    const before = tf.memory().numTensors;
    const data = await attentionOf(view, images, options);
    expect(tf.memory().numTensors).toBe(before);
    expect(data.units.map(({ unit }) => unit)).toEqual(view.sites.map(({ unit }) => unit));
    for (const { scales } of data.units)
      for (const { branchMeans } of scales) expect(branchMeans.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(data).toMatchObject({ images: 5, scales: [1, 2], model: { inputShape: [16, 16, 1] } });
    expect(data.samples.map(({ name, className }) => [name, className])).toEqual([
      ['image 0', '0'],
      ['image 1', '1'],
    ]);
    expect(data.accuracy!.map((entry) => entry.images)).toEqual([5, 5]);
    model.dispose();
  });

  it('the same bytes of JSON however the images are cut into batches', async () => {
    const { model, view } = observed();
    const whole = await attentionOf(view, images, { ...options, batchSize: 64 });
    const parts = await attentionOf(view, images, { ...options, batchSize: 2 });
    expect(jsonText(parts)).toBe(jsonText(whole));
    expect(JSON.parse(jsonText(whole))).toMatchObject({ format: 'sk-viz/attention', version: 1 });
    model.dispose();
  });

  it('a sample holds what its own image gives alone', async () => {
    const { model, view } = observed();
    const data = await attentionOf(view, images, options);
    const alone = await attentionOf(view, [images[1]!], options);
    for (const [unit, { largeMinusSmall }] of data.samples[1]!.units.entries())
      for (const [scale, value] of largeMinusSmall.entries())
        expect(value).toBeCloseTo(alone.units[unit]!.scales[scale]!.largeMinusSmall.mean, 5);
    model.dispose();
  });

  it('progress counts the images', async () => {
    const { model, view } = observed();
    const seen: number[] = [];
    await attentionOf(view, images, { ...options, onProgress: (count) => seen.push(count) });
    expect(seen).toEqual([2, 4, 5]);
    model.dispose();
  });

  it('images without classes have no accuracy', async () => {
    const { model, view } = observed();
    const data = await attentionOf(view, [{ name: 'a', image: image(1) }], options);
    expect(data.accuracy).toBeUndefined();
    expect(data.samples[0]!.className).toBeUndefined();
    model.dispose();
  });

  it('a captured view gives the same bytes of JSON', async () => {
    const { model, view } = observed();
    const before = tf.memory().numTensors;
    const captured = captureModel(view.model, { fold: false });
    const got = await measureImages({ model: captured, sites: view.sites }, images, options);
    captured.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const wanted = await measureImages(view, images, options);
    expect(jsonText(got)).toBe(jsonText(wanted));
    expect(got.confusion).toBeDefined();
    model.dispose();
  });

  it('stopping in the middle leaves no tensor behind', async () => {
    const { model, view } = observed();
    const before = tf.memory().numTensors;
    for await (const batch of collectAttention(
      view,
      images.map((one) => one.image),
      { preprocessing, scales: [1, 2], batchSize: 2 },
    )) {
      expect(batch.attention).toHaveLength(view.sites.length);
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('what cannot be measured', () => {
  it('no image at all', async () => {
    const { model, view } = observed();
    await expect(attentionOf(view, [], options)).rejects.toThrow(/wants one image at least, got none/);
    model.dispose();
  });

  it('damaged weights are named with their unit, and leave no tensor behind', async () => {
    const x = input({ shape: [16, 16, 1] });
    const branches = [{ kernelSize: 3 }, { kernelSize: 5 }];
    const sk = new SkConv2D({ name: 'SK_2_1', filters: 4, branches, reduction: 2, minWidth: 4 });
    const pooled = layers.globalAveragePooling2d({}).apply(sk.apply(x) as SymbolicTensor);
    const model = makeModel({ inputs: x, outputs: pooled as SymbolicTensor });
    model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, Number.NaN)));
    const before = tf.memory().numTensors;
    const run = attentionOf(attentionModel(model), images, options);
    await expect(run).rejects.toMatchObject({ name: 'AttentionError' });
    await expect(run).rejects.toThrow(/attention of SK_2_1 .* wants finite numbers/);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('an image that the preprocessing makes infinite is named, and leaves no tensor behind', async () => {
    const { model, view } = observed();
    const before = tf.memory().numTensors;
    const [black, white] = [0, 255].map((value) => ({ ...image(0), data: new Uint8Array(360).fill(value) }));
    for (const [mean, std, message] of [
      [0, 1e-39, 'image 3 wants finite numbers, got Infinity for value 0'],
      [1, 1e-39, 'image 0 wants finite numbers, got -Infinity for value 0'],
    ] as const) {
      const settings = {
        preprocessing: { ...preprocessing, mean: [mean], std: [std] },
        scales: [1],
        batchSize: 2,
      };
      const batches = collectAttention(view, [black!, black!, black!, white!], settings);
      await expect(async () => {
        for await (const { count } of batches) expect(count).toBe(2);
      }).rejects.toMatchObject({ name: 'AttentionError', message: expect.stringContaining(message) });
    }
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('a view without sites', async () => {
    const { model } = observed();
    const run = attentionOf({ model, sites: [] }, images, options);
    await expect(run).rejects.toThrow(/wants an SK unit with attention/);
    model.dispose();
  });
});
