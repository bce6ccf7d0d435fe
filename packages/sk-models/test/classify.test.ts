/** Classes of images, for every kind of image and of classifier. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import {
  type ClassScore,
  classify,
  createModel,
  imageToInput,
  ModelError,
  modelMetadata,
  type Preprocessing,
  type RgbImage,
  replaceHead,
  topClasses,
  withMetadata,
} from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [width, height] = [20, 12];
const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31) % 256);
const image: RgbImage = { data, width, height, channels: 3 };

const small: Preprocessing = {
  size: [2, 2],
  channels: 3,
  mean: [0, 0, 0],
  std: [1, 1, 1],
  cropFraction: 1,
  interpolation: 'bilinear',
};

/** Scores that do not depend on the image. */
function constant(scores: readonly number[], activation?: 'softmax' | 'sigmoid'): LayersModel {
  const dense = layers.dense({
    ...{ units: scores.length, kernelInitializer: 'zeros' },
    ...(activation === undefined ? {} : { activation }),
  });
  const model = sequential({ layers: [layers.flatten({ inputShape: [2, 2, 3] }), dense] });
  const [kernel] = dense.getWeights() as [tf.Tensor];
  tf.tidy(() => dense.setWeights([kernel, tf.tensor1d([...scores])]));
  return withMetadata(model, { preprocessing: small });
}

const brief = (scores: readonly ClassScore[]): unknown =>
  scores.map(({ className, index, probability }) => [className, index, Number(probability.toFixed(5))]);

const slim = (): LayersModel => createModel('sknet_slim', { widthMultiplier: 1 / 4, seed: 1 });

describe('classify', () => {
  it("answers with the model's own probabilities and names, the likeliest first", async () => {
    const model = slim();
    const held = tf.memory().numTensors;
    const scores = await classify(model, image, 3);
    expect(tf.memory().numTensors).toBe(held);
    const { preprocessing, classNames } = modelMetadata(model);
    const input = tf.tensor(imageToInput(image, preprocessing as Preprocessing), [1, 32, 32, 3]);
    const wanted = [...(model.predict(input) as tf.Tensor).dataSync()]
      .map((probability, index) => ({ className: classNames?.[index], index, probability }))
      .sort((a, b) => b.probability - a.probability);
    expect(scores).toEqual(wanted.slice(0, 3));
    expect(await classify(model, image, 99)).toEqual(wanted);
    expect(await classify(model, image)).toHaveLength(5);
    tf.dispose(input);
    model.dispose();
  });

  it.each([
    ['logits, of which it takes the softmax', undefined, [0, Math.log(2), Math.log(5)], [0.625, 0.25, 0.125]],
    ['a softmax', 'softmax', [0, Math.log(2), Math.log(5)], [0.625, 0.25, 0.125]],
    ['a sigmoid for each class', 'sigmoid', [0, Math.log(3), -Math.log(3)], [0.75, 0.5, 0.25]],
  ] as const)('a model that ends in %s', async (_, activation, scores, wanted) => {
    const got = await classify(constant(scores, activation), image);
    got.forEach(({ probability }, i) => void expect(probability).toBeCloseTo(wanted[i] as number, 6));
  });

  it('a model without class names numbers them', async () => {
    expect(brief(await classify(constant([0, 0, Math.log(2)], 'softmax'), image))).toEqual([
      ['class 2', 2, 0.5],
      ['class 0', 0, 0.25],
      ['class 1', 1, 0.25],
    ]);
  });

  it('a model with a new head names its new classes', async () => {
    const model = replaceHead(slim(), 2, { classNames: ['ant', 'bee'] });
    const names = (await classify(model, image)).map(({ className }) => className);
    expect(names.sort()).toEqual(['ant', 'bee']);
  });

  it('takes tensors and ImageData for the image that they hold', async () => {
    const model = slim();
    const wanted = await classify(model, image);
    const tensor = tf.tensor3d(data, [height, width, 3], 'int32');
    expect(await classify(model, tensor)).toEqual(wanted);
    const rgba = Uint8Array.from({ length: width * height * 4 }, (_, i) =>
      i % 4 === 3 ? 255 : (data[(i >> 2) * 3 + (i % 4)] as number),
    );
    const held = tf.memory().numTensors;
    expect(await classify(model, { data: rgba, width, height })).toEqual(wanted);
    expect(tf.memory().numTensors).toBe(held);
    const floats = tf.zeros<tf.Rank.R3>([height, width, 3]);
    await expect(classify(model, floats)).rejects.toThrow(
      'image wants [height, width, 1 or 3] of int32 from 0 to 255, as tf.browser.fromPixels gives, got [12,20,3] of float32',
    );
  });

  it('takes a model of batch 1, and of no other fixed batch', async () => {
    const fixed = (batch: number): LayersModel =>
      withMetadata(sequential({ layers: [layers.flatten({ batchInputShape: [batch, 2, 2, 3] })] }), {
        preprocessing: small,
      });
    expect(await classify(fixed(1), image)).toHaveLength(5);
    await expect(classify(fixed(2), image)).rejects.toThrow('got a model that reads [2,2,2,3]');
  });

  it.each([
    ['RGBA', { data: new Uint8Array(16), width: 2, height: 2, channels: 4 }, '2 x 2 x 4 and 16 bytes'],
    ['too few bytes', { data: new Uint8Array(9), width: 2, height: 2, channels: 3 }, '2 x 2 x 3 and 9 bytes'],
    ['no bytes', { width: 2, height: 2, channels: 3 }, '2 x 2 x 3 and no bytes'],
    ['no size', { data: new Uint8Array(0), width: 0, height: 2, channels: 3 }, '0 x 2 x 3 and 0 bytes'],
    ['a path', 'cat.png', 'or what tf.browser.fromPixels takes, got string'],
    ['null', null, 'or what tf.browser.fromPixels takes, got null'],
  ])('refuses %s', async (_, wrong, text) => {
    const model = constant([1, 2], 'softmax');
    const answer = classify(model, wrong as RgbImage);
    await expect(answer).rejects.toThrow(ModelError);
    await expect(answer).rejects.toThrow(text);
    model.dispose();
  });

  it('refuses what it could only guess', async () => {
    const silent = sequential({ name: 'silent', layers: [layers.flatten({ inputShape: [2, 2, 3] })] });
    await expect(classify(silent, image)).rejects.toThrow(
      "'silent' wants metadata that says how images become its input, got none: add it with withMetadata(model, { preprocessing:",
    );
    const wider = withMetadata(silent, { preprocessing: { ...small, size: [2, 4] } });
    await expect(classify(wider, image)).rejects.toThrow(
      "'silent' wants to read [N,2,4,3], which its preprocessing makes, and to return [N,classes], " +
        'got a model that reads [N,2,2,3] and returns [N,12]',
    );
    await expect(classify(wider, image, 0)).rejects.toThrow('k wants a whole number from 1, got 0');
  });
});

describe('topClasses', () => {
  it('probabilities as they are, logits by their softmax, the likeliest first', () => {
    const answers = (activation?: 'softmax') =>
      sequential({
        layers: [layers.dense({ units: 3, inputShape: [2], ...(activation && { activation }) })],
      });
    const [sure, logits] = [answers('softmax'), answers()];
    expect(topClasses(sure, Float32Array.of(0.25, 0.5, 0.25)).map(({ index }) => index)).toEqual([1, 0, 2]);
    expect(topClasses(sure, Float32Array.of(0.25, 0.5, 0.25), 1)).toEqual([
      { className: 'class 1', index: 1, probability: 0.5 },
    ]);
    const [first, second] = topClasses(logits, Float32Array.of(1000, 1001, -5));
    expect(first!.probability).toBeCloseTo(Math.E / (1 + Math.E), 6);
    expect(second!.probability).toBeCloseTo(1 / (1 + Math.E), 6);
    expect(() => topClasses(logits, Float32Array.of(1, 2))).toThrow(
      /outputs wants one number for each of the 3 classes of '.+', got 2/,
    );
    for (const model of [sure, logits]) model.dispose();
  });

  it.each([Number.NaN, Infinity, -Infinity])('refuses an answer of %d, wherever it stands', (value) => {
    for (const activation of ['softmax', 'linear'] as const) {
      const model = sequential({
        layers: [layers.dense({ units: 3, inputShape: [2], activation, name: activation })],
      });
      for (const k of [1, 3]) {
        expect(() => topClasses(model, Float32Array.of(0.5, 0.5, value), k)).toThrow(
          `answers ${value} for class 2: its weights, or the image that it saw, are not finite`,
        );
      }
      model.dispose();
    }
  });
});
