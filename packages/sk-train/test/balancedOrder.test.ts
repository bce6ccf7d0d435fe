/** Epochs that show every class equally often. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { join } from 'node:path';
import { OptionError } from 'sk-core';
import type { Batch, Preprocessing } from 'sk-models';
import { ArrayDataset, type ArrayDatasetOptions, type Augmentation, batchOrder } from 'sk-train';
import { DecodePool, findTrainingData, openTrainingData } from 'sk-train/node';
import { describe, expect, it } from 'vitest';
import { balancedOrder } from '#internal';
import { temporaryFolder } from './imageFiles.js';
import { namesIn, writeImages } from './internal/support/photoFolder.js';
import { savedRun } from './savedRuns.js';
import { tinyClasses, tinyNetwork, tinyShape } from './tinyNetwork.js';

/** 40 images of class 0, 9 of class 2, 1 of class 3; none of class 1. */
const labels = Array.from({ length: 50 }, (_, i) => (i < 40 ? 0 : i < 49 ? 2 : 3));
const epochs = 30;
const all = Array.from({ length: epochs }, (_, epoch) => [...balancedOrder(labels, { seed: 4, epoch })]);
const imagesOf = (draws: readonly number[]): number[] => draws.map((draw) => draw % 50);
const countOf = (values: readonly (number | undefined)[], wanted: number): number =>
  values.filter((value) => value === wanted).length;

describe('balancedOrder', () => {
  it('draws as many images as there are, every class equally often to within one, over all epochs too', () => {
    const sums = [0, 0, 0];
    for (const draws of all) {
      expect(draws).toHaveLength(50);
      const classes = imagesOf(draws).map((image) => labels[image]);
      const counts = [0, 2, 3].map((label) => countOf(classes, label));
      expect(counts.every((count) => count === 16 || count === 17)).toBe(true);
      for (const [i, count] of counts.entries()) sums[i] = (sums[i] ?? 0) + count;
    }
    expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(1);
    expect(sums.reduce((sum, count) => sum + count)).toBe(epochs * 50);
  });

  it('shows all images of a class before any comes again, whatever epoch that falls in', () => {
    const drawn = imagesOf(all.flat());
    const shown = Array.from({ length: 50 }, (_, image) => countOf(drawn, image));
    const range = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);
    expect(range(shown.slice(0, 40))).toBeLessThanOrEqual(1);
    expect(range(shown.slice(40, 49))).toBeLessThanOrEqual(1);
    expect(shown[49]).toBeGreaterThanOrEqual(16 * epochs);
  });

  it('gives each draw of an epoch a number of its own', () => {
    for (const draws of all) {
      expect(new Set(draws).size).toBe(50);
      const single = draws.filter((draw) => draw % 50 === 49).sort((a, b) => a - b);
      expect(single).toEqual(single.map((_, time) => 49 + 50 * time));
    }
  });

  it('is a function of labels, seed and epoch, and mixes the classes', () => {
    const [first = [], second] = all;
    expect([...balancedOrder(labels, { seed: 4, epoch: 0 })]).toEqual(first);
    expect(second).not.toEqual(first);
    expect([...balancedOrder(labels, { seed: 5, epoch: 0 })]).not.toEqual(first);
    const half = imagesOf(first.slice(0, 25)).map((image) => labels[image]);
    expect(new Set(half).size).toBe(3);
  });

  it('is what batchOrder cuts into batches, from any batch on', () => {
    const options = { batchSize: 8, epoch: 3 };
    const whole = [...batchOrder(50, options, 4, labels)];
    expect(whole.flatMap((batch) => [...batch])).toEqual(all[3]);
    expect([...batchOrder(50, { ...options, skip: 4 }, 4, labels)]).toEqual(whole.slice(4));
    expect(() => [...batchOrder(50, options, undefined, labels)]).toThrow('balancedLabels want a seed');
  });
});

/** An image for each label, of its own number. */
function numbered(classes: readonly number[], more: Partial<ArrayDatasetOptions> = {}): ArrayDataset {
  const images = Uint8Array.from({ length: classes.length * 108 }, (_, i) => Math.floor(i / 108));
  const common = { images, shape: tinyShape, labels: classes, classNames: tinyClasses, seed: 2 };
  return new ArrayDataset({ ...common, shuffle: true, sampling: 'balanced', ...more });
}

async function batchesOf(dataset: ArrayDataset, epoch: number, skip = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of dataset.batches({ batchSize: 4, epoch, skip })) batches.push(batch);
  return batches;
}

describe('an ArrayDataset with balanced sampling', () => {
  const classes = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0];

  it('yields its images with their labels, from any batch on', async () => {
    const dataset = numbered(classes);
    const batches = await batchesOf(dataset, 1);
    const seen = batches.flatMap(({ images, labels }) =>
      [...labels].map((label, row) => ({ label, image: Math.round((images[row * 108] ?? 0) * 255) })),
    );
    expect(seen.map(({ image }) => classes[image])).toEqual(seen.map(({ label }) => label));
    const counts = [0, 1, 2].map((label) => seen.filter((one) => one.label === label).length);
    expect(counts).toEqual([4, 4, 4]);
    expect((await batchesOf(dataset, 1, 2)).map(({ images }) => images)).toEqual(
      batches.slice(2).map(({ images }) => images),
    );
  });

  const area = { minArea: 0.1, maxArea: 0.4 };
  it.each([
    ['crops', { augment: { padding: 2, flip: true } }],
    [
      'pixels',
      {
        pixels: {
          erasing: { ...area, probability: 1, minAspect: 0.5, maxAspect: 2, fill: 'noise' as const },
        },
      },
    ],
  ])('gives the only image of a class other %s each time', async (_, more) => {
    const images = Uint8Array.from({ length: 12 * 108 }, (_, i) => (i * 37) % 251);
    const [batches, seen] = [await batchesOf(numbered(classes, { images, ...more }), 0), new Set<string>()];
    for (const batch of batches) {
      for (const [row, label] of batch.labels.entries()) {
        if (label === 2) seen.add(batch.images.slice(row * 108, (row + 1) * 108).join());
      }
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it('wants to be shuffled, and no other sampling', () => {
    expect(() => numbered(classes, { shuffle: false })).toThrow(OptionError);
    expect(() => numbered(classes, { shuffle: false })).toThrow('draws images at random: add shuffle: true');
    expect(() => numbered(classes, { sampling: 'even' as never })).toThrow(
      `ArrayDataset: sampling wants 'balanced', or nothing for each image once, got "even"`,
    );
  });

  it('is learned from to the bit where a run goes on', async () => {
    await tf.setBackend('cpu');
    const train = numbered(classes, { augment: { padding: 1, flip: true } });
    const options = { train, recipe: { epochs: 2, batchSize: 4, learningRate: 0.02 } };
    const whole = await savedRun(() => tinyNetwork(), options);
    expect(await savedRun(() => tinyNetwork(), options, whole[3])).toEqual(whole.slice(4));
  });
});

it('photographs are drawn as evenly, and cropped anew where they come again', async () => {
  const folder = join(await temporaryFolder(), 'data');
  await writeImages(folder, namesIn('train', { cat: 7, dog: 1 }));
  const preprocessing: Preprocessing = {
    ...{ size: [72, 72], channels: 3, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
    ...{ cropFraction: 1, interpolation: 'bilinear' },
  };
  const pool = new DecodePool(0);
  const augmentation: Augmentation = {
    kind: 'resized-crop',
    ...{ minArea: 0.2, maxArea: 0.9, minAspect: 0.75, maxAspect: 1.33, flip: true },
  };
  const options = { preprocessing, pool, maxUnreadable: 0, onUnreadable: () => {} };
  const train = await openTrainingData(await findTrainingData(folder), augmentation, 3, {
    ...options,
    sampling: 'balanced',
  });
  const dogs: string[] = [];
  for await (const { images, labels } of train.batches({ batchSize: 4, epoch: 0 })) {
    const pixels = images.length / labels.length;
    for (const [row, label] of labels.entries()) {
      if (label === 1) dogs.push(images.slice(row * pixels, (row + 1) * pixels).join());
    }
  }
  await pool.close();
  expect(dogs).toHaveLength(4);
  expect(new Set(dogs).size).toBe(4);
});
