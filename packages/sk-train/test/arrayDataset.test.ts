import type { Batch, BatchOptions } from 'sk-models';
import { ArrayDataset, type ArrayDatasetOptions, DataError } from 'sk-train';
import { describe, expect, it } from 'vitest';

const size = 10;
const bytes = Uint8Array.from({ length: size * 12 }, (_, i) => (i * 37) % 256);
const options: ArrayDatasetOptions = {
  images: bytes,
  shape: [2, 2, 3],
  labels: Array.from({ length: size }, (_, i) => i),
  classNames: Array.from({ length: size }, (_, i) => `class ${i}`),
  mean: [0.5, 0.4, 0.3],
  std: [0.1, 0.2, 0.3],
  seed: 5,
};

async function all(dataset: ArrayDataset, batchOptions: BatchOptions): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of dataset.batches(batchOptions)) batches.push(batch);
  return batches;
}

describe('ArrayDataset', () => {
  it('gives every image once, in batches of about equal size', async () => {
    const batches = await all(new ArrayDataset({ ...options, shuffle: true }), { batchSize: 4, epoch: 0 });
    expect(batches.map(({ shape }) => shape)).toEqual([
      [3, 2, 2, 3],
      [3, 2, 2, 3],
      [4, 2, 2, 3],
    ]);
    const labels = batches.flatMap((batch) => Array.from(batch.labels));
    expect([...labels].sort((a, b) => a - b)).toEqual(options.labels);
    expect(labels).not.toEqual(options.labels);
  });

  it('normalises bytes by mean and std of their channel', async () => {
    const [batch] = await all(new ArrayDataset(options), { batchSize: size, epoch: 0 });
    batch?.images.forEach((value, i) => {
      const c = i % 3;
      const wanted = ((bytes[i] as number) / 255 - [0.5, 0.4, 0.3][c]!) / [0.1, 0.2, 0.3][c]!;
      expect(value).toBeCloseTo(wanted, 5);
    });
  });

  it('gives floats as they are', async () => {
    const images = Float32Array.from({ length: size * 12 }, (_, i) => i / 7);
    const { mean: _, std: __, ...rest } = options;
    const [batch] = await all(new ArrayDataset({ ...rest, images }), { batchSize: size, epoch: 0 });
    expect(batch?.images).toEqual(images);
  });

  it('gives batch k of epoch e the same way whether or not batches before it were asked for', async () => {
    const augment = { padding: 1, flip: true };
    const dataset = new ArrayDataset({ ...options, shuffle: true, augment });
    const whole = await all(dataset, { batchSize: 3, epoch: 4 });
    for (let skip = 0; skip <= 4; skip++) {
      expect(await all(dataset, { batchSize: 3, epoch: 4, skip })).toEqual(whole.slice(skip));
    }
  });

  it('has another order and other crops in another epoch and under another seed', async () => {
    const augment = { padding: 1, flip: true };
    const dataset = new ArrayDataset({ ...options, shuffle: true, augment });
    const other = new ArrayDataset({ ...options, shuffle: true, augment, seed: 6 });
    const [first] = await all(dataset, { batchSize: size, epoch: 0 });
    const [second] = await all(dataset, { batchSize: size, epoch: 1 });
    const [third] = await all(other, { batchSize: size, epoch: 0 });
    expect(second).not.toEqual(first);
    expect(third).not.toEqual(first);
  });

  it('refuses images that are too few, labels out of range and a std of 0', () => {
    const bad = (change: Partial<ArrayDatasetOptions>) => () => new ArrayDataset({ ...options, ...change });
    expect(bad({ images: bytes.subarray(1) })).toThrow(DataError);
    expect(bad({ labels: [0, 1, 0.5, 3, 4, 5, 6, 7, 8, 9] })).toThrow(
      'image 2 has label 0.5, which is the index of no class',
    );
    expect(bad({ labels: [0, 1, 2, 3, 4, 5, 6, Number.NaN, 8, 9] })).toThrow('image 7 has label NaN');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const images = Float32Array.from(bytes);
      images[25] = value;
      expect(bad({ images })).toThrow(`image 2 holds ${value} at value 1: images want finite numbers`);
    }
    expect(bad({ labels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 10] })).toThrow('image 9 has label 10');
    expect(bad({ std: [1, 1, 0] })).toThrow('std above 0');
  });
});
