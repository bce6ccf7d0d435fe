import type { Batch, BatchOptions } from 'sk-models';
import { ArrayDataset, type ArrayDatasetOptions, DataError, type PixelAugmentation } from 'sk-train';
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

  describe('with changes of pixels', () => {
    const pixels: PixelAugmentation = {
      rotation: { degrees: 90, interpolation: 'nearest' },
      autoAugment: { kind: 'trivial', interpolation: 'bilinear' },
      colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 },
      erasing: {
        ...{ probability: 0.5, minArea: 0.02, maxArea: 1 / 3, minAspect: 0.3, maxAspect: 10 / 3 },
        fill: 'noise',
      },
    };
    const shape = [8, 6, 3] as const;
    const images = Uint8Array.from({ length: size * 144 }, (_, i) => (i * 37 + Math.floor(i / 11) * 5) % 256);
    const changed = { ...options, images, shape, shuffle: true, augment: { padding: 1, flip: true }, pixels };

    it('gives batch k of epoch e the same way from any batch on', async () => {
      const whole = await all(new ArrayDataset(changed), { batchSize: 3, epoch: 4 });
      for (let skip = 1; skip <= 4; skip++) {
        expect(await all(new ArrayDataset(changed), { batchSize: 3, epoch: 4, skip })).toEqual(
          whole.slice(skip),
        );
      }
    });

    it('gives a picture the same way in any order and batch, and another way in each epoch', async () => {
      const pictures = async (change: Partial<ArrayDatasetOptions>, batchSize: number, epoch: number) => {
        const batches = await all(new ArrayDataset({ ...changed, ...change }), { batchSize, epoch });
        // Labels are the places of the images.
        return new Map(
          batches.flatMap((batch) =>
            Array.from(batch.labels, (label, row) => [
              label,
              `${batch.images.subarray(row * 144, (row + 1) * 144)}`,
            ]),
          ),
        );
      };
      const shuffled = await pictures({}, 3, 1);
      const inOrder = await pictures({ shuffle: false }, size, 1);
      const later = await pictures({}, 3, 2);
      const otherSeed = await pictures({ seed: 6 }, 3, 1);
      for (let index = 0; index < size; index++) {
        expect(inOrder.get(index)).toBe(shuffled.get(index));
        expect(later.get(index)).not.toBe(shuffled.get(index));
        expect(otherSeed.get(index)).not.toBe(shuffled.get(index));
      }
    });

    it('crops and mirrors before, as without, and fills with the bytes of the mean', async () => {
      const still = { ...pixels, rotation: undefined, autoAugment: undefined, erasing: undefined };
      const unchanged = { ...still, colorJitter: { brightness: 1e-9, contrast: 0, saturation: 0, hue: 0 } };
      const [got] = await all(new ArrayDataset({ ...changed, pixels: unchanged }), {
        ...{ batchSize: size, epoch: 1 },
      });
      const { pixels: _, ...plain } = changed;
      const [wanted] = await all(new ArrayDataset(plain), { batchSize: size, epoch: 1 });
      // A border is the nearest byte to the mean and not the mean itself, and brightness cuts fractions off.
      const step = 1 / 255 / 0.1;
      wanted?.images.forEach((value, i) => {
        expect(Math.abs(value - (got?.images[i] ?? Number.NaN))).toBeLessThan(1.51 * step);
      });
    });

    it('refuses images that are no bytes or no pictures, and changes that there are not', () => {
      const bad = (change: object) => () => new ArrayDataset({ ...changed, ...change });
      const floats = new Float32Array(size * 144);
      expect(bad({ images: floats })).toThrow(
        'pixels are changed in bytes of 1 or 3 channels, got Float32Array of 3',
      );
      expect(bad({ shape: [8, 9, 2], mean: [0, 0], std: [1, 1] })).toThrow('got Uint8Array of 2');
      expect(bad({ pixels: { rotations: 3 } })).toThrow(/ArrayDataset: pixels.*rotations.*rotation/);
      expect(bad({ images: floats, pixels: {} })).not.toThrow();
    });
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
