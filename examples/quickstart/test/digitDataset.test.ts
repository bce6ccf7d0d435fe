import { describe, expect, it } from 'vitest';
import { DigitDataset } from '../src/digitDataset.js';
import { loadDigits } from '../src/digits.js';

const digits = loadDigits('t10k');
const preprocessing = {
  size: [64, 64],
  channels: 1,
  mean: [0.1],
  std: [0.25],
  cropFraction: 1,
  interpolation: 'bilinear',
} as const;
const options = { digits, preprocessing, scales: [0.5, 2], seed: 5 } as const;

describe('MNIST', () => {
  it('10,000 test digits, the first of them a seven', () => {
    expect(digits.count).toBe(10_000);
    expect([...digits.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  });
});

describe('DigitDataset', () => {
  it('the same batch however often it is asked for', async () => {
    const batch = async (skip: number) => {
      const dataset = new DigitDataset({ ...options, shuffle: true, limit: 64 });
      for await (const found of dataset.batches({ batchSize: 8, epoch: 3, skip })) return found;
      throw new Error('no batch');
    };
    const [first, again, other] = [await batch(2), await batch(2), await batch(3)];
    expect(again).toEqual(first);
    expect(other.labels).not.toEqual(first.labels);
    expect(first.shape).toEqual([8, 64, 64, 1]);
  });

  it('an epoch of 20 in batches of 8 has every digit once', async () => {
    const dataset = new DigitDataset({ ...options, limit: 20 });
    const labels: number[] = [];
    for await (const batch of dataset.batches({ batchSize: 8, epoch: 0 })) labels.push(...batch.labels);
    expect(labels).toEqual([...digits.labels.subarray(0, 20)]);
  });

  it('pixels are (value / 255 - mean) / std', async () => {
    const dataset = new DigitDataset({ ...options, limit: 1 });
    const canvas = dataset.canvas(0, 0);
    for await (const { images } of dataset.batches({ batchSize: 1, epoch: 0 })) {
      expect(images[0]).toBeCloseTo(-0.4, 5);
      const ink = canvas.indexOf(Math.max(...canvas));
      expect(images[ink]).toBeCloseTo((canvas[ink]! / 255 - 0.1) / 0.25, 5);
    }
  });

  it('sizes differ from epoch to epoch', () => {
    const dataset = new DigitDataset({ ...options, shuffle: true });
    expect(dataset.canvas(7, 0)).not.toEqual(dataset.canvas(7, 1));
  });
});
