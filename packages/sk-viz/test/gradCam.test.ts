import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, modelMetadata } from 'sk-models';
import {
  evidenceByBranch,
  type GradCamData,
  measureGradCam,
  type NamedImage,
  type RasterImage,
  renderSvg,
} from 'sk-viz';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureCsv, gradCamCsv } from '#internal';

const image = (seed: number): RasterImage => ({
  data: Uint8Array.from({ length: 20 * 16 * 3 }, (_, i) => (i * (7 + seed) + 13 * seed) % 256),
  width: 20,
  height: 16,
  channels: 3,
});
const images: readonly NamedImage[] = [
  { name: 'a.png', image: image(1) },
  { name: 'b.png', image: image(2) },
];
let model: LayersModel;
let data: GradCamData;

beforeAll(async () => {
  await tf.setBackend('cpu');
  model = createModel('sknet_slim', { inputShape: [16, 16, 3], seed: 2 });
  const { preprocessing } = modelMetadata(model);
  const before = tf.memory().numTensors;
  data = await measureGradCam(model, images, { name: 'slim', preprocessing: preprocessing! });
  expect(tf.memory().numTensors).toBe(before);
});
afterAll(() => model.dispose());

describe('measureGradCam', () => {
  it('explains the likeliest class of each image, or the one that is asked for', async () => {
    const { preprocessing } = modelMetadata(model);
    expect(data.images.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
    for (const { probability, className } of data.images) {
      expect(probability).toBeGreaterThanOrEqual(0.1);
      expect(modelMetadata(model).classNames).toContain(className);
    }
    const asked = await measureGradCam(model, images.slice(0, 1), {
      name: 'slim',
      preprocessing: preprocessing!,
      classIndex: 3,
    });
    expect(asked.images[0]).toMatchObject({ classIndex: 3, className: 'cat' });
  });

  it('gives each branch its map, and its share of what speaks for the class', () => {
    const { units } = data.images[0]!;
    expect(units.map(({ unit }) => unit)).toEqual([
      'SK_2_1',
      'SK_2_2',
      'SK_3_1',
      'SK_3_2',
      'SK_4_1',
      'SK_4_2',
    ]);
    for (const { maps, shares } of units) {
      expect(maps).toHaveLength(2);
      const strength = maps.map(({ values }) => values.reduce((sum, value) => sum + Math.abs(value), 0));
      expect(shares[0]).toBeCloseTo(strength[0]! / (strength[0]! + strength[1]!), 9);
      expect(shares[0]! + shares[1]!).toBeCloseTo(1, 9);
    }
  });
});

describe('evidenceByBranch', () => {
  it('a picture, and a map over it for each unit and branch, with words; the same bytes again', async () => {
    const figure = await evidenceByBranch(data.images[0]!, image(1), [0, 5]);
    const svg = await renderSvg(figure);
    expect(svg.match(/<image /g)).toHaveLength(1 + 2 * 2);
    for (const text of ['Input', 'SK_2_1, 3×3', 'SK_4_2, 5×5']) expect(svg).toContain(`>${text}<`);
    expect(await renderSvg(await evidenceByBranch(data.images[0]!, image(1), [0, 5]))).toBe(svg);
    expect(figureCsv(figure)).not.toContain('data:image');
  });
});

describe('gradCamCsv', () => {
  it('one row for each image, unit and branch', () => {
    const lines = gradCamCsv(data).trim().split('\n');
    expect(lines[0]).toBe('image,class,probability,unit,kernel_size,share');
    expect(lines).toHaveLength(1 + 2 * 6 * 2);
    expect(lines[2]).toMatch(/^a\.png,\w+,[\d.]+,SK_2_1,5,/);
  });
});
