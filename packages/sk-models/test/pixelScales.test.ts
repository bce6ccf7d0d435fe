/** Preprocessing by the name of a scale, for a model that does not bring its own. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import {
  createModel,
  ModelError,
  modelMetadata,
  normalisePixels,
  pixelScales,
  preprocessingOf,
} from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const network = (...inputShape: (number | null)[]): LayersModel =>
  sequential({ layers: [layers.globalAveragePooling2d({ inputShape })] });

describe('preprocessingOf', () => {
  const levels = Float32Array.from({ length: 256 }, (_, level) => level);

  it.each([
    ['tf', (value: number) => value / 127.5 - 1],
    ['unit', (value: number) => value / 255],
    ['none', (value: number) => value],
  ] as const)('%s maps every level of grey as it says', (name, wanted) => {
    const preprocessing = preprocessingOf(network(5, 7, 1), pixelScales[name]);
    expect(preprocessing).toMatchObject({
      size: [5, 7],
      channels: 1,
      cropFraction: 1,
      interpolation: 'bilinear',
    });
    normalisePixels(levels, 1, preprocessing).forEach((value, level) => {
      expect(value).toBeCloseTo(wanted(level), name === 'none' ? 12 : 6);
    });
  });

  it('imagenet is that of our networks for ImageNet', () => {
    const made = preprocessingOf(network(224, 224, 3), pixelScales.imagenet);
    const { preprocessing } = modelMetadata(
      createModel('sknet_slim', { numClasses: 2, widthMultiplier: 0.25, seed: 1 }),
    );
    expect(made).toEqual({
      ...{ size: [224, 224], channels: 3, cropFraction: 0.875, interpolation: 'bilinear' },
      ...{ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    });
    expect(Object.keys(made).sort()).toEqual(Object.keys(preprocessing ?? {}).sort());
  });

  it('gives one value to every channel, or their mean to one', () => {
    expect(preprocessingOf(network(4, 4, 3), pixelScales.tf).mean).toEqual([0.5, 0.5, 0.5]);
    const { mean, std } = preprocessingOf(network(4, 4, 1), pixelScales.imagenet);
    expect([mean, std]).toEqual([[(0.485 + 0.456 + 0.406) / 3], [(0.229 + 0.224 + 0.225) / 3]]);
  });

  it('wants a size for a model that reads any', () => {
    expect(preprocessingOf(network(null, null, 3), pixelScales.tf, [9, 8]).size).toEqual([9, 8]);
    expect(() => preprocessingOf(network(null, null, 3), pixelScales.tf)).toThrow(
      /reads images of any size, and its preprocessing wants one: say size: \[height, width\] in it$/,
    );
  });

  it('refuses a model that reads no images', () => {
    const dense = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    for (const [model, read] of [
      [dense, '[N,3]'],
      [network(4, 4, 4), '[N,4,4,4]'],
    ] as const) {
      expect(() => preprocessingOf(model, pixelScales.unit)).toThrow(ModelError);
      expect(() => preprocessingOf(model, pixelScales.unit)).toThrow(
        `to have a preprocessing, and reads ${read}`,
      );
    }
  });
});

it('a network of other channels than images have says nothing of pixels', () => {
  const model = createModel('sknet_slim', {
    numClasses: 2,
    inputShape: [8, 8, 4],
    widthMultiplier: 0.25,
    seed: 1,
  });
  expect(modelMetadata(model)).toEqual({ skModel: 'sknet_slim' });
  model.dispose();
});
