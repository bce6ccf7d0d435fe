import type { AttentionSite } from 'sk-models';
import { AttentionStatistics } from 'sk-viz';
import { describe, expect, it } from 'vitest';
import { channelsPerGroup, groupMeans } from '../../src/measure/attention/channelGroups.js';
import { extremeBranches } from '../../src/measure/attention/imageAttention.js';

const kernel = (effectiveSize: number) => ({ kernelSize: effectiveSize, dilation: 1, effectiveSize });
const site = (sizes: number[], channels: number): AttentionSite => ({
  unit: 'SK_2_1',
  layerName: 'sk',
  branches: sizes.map(kernel),
  channels,
});

/** Two images, each `[M, C]`, at one scale. */
const batch = (scale: number, ...images: number[][]) => ({
  scale,
  first: 0,
  count: images.length,
  attention: [Float32Array.from(images.flat())],
  predictions: images.map(() => 0),
});

describe('two branches, two channels, two images, two scales', () => {
  const statistics = new AttentionStatistics([site([3, 5], 2)], [1, 2]);
  statistics.add(batch(0, [0.75, 0.25, 0.25, 0.75], [0.5, 0.5, 0.5, 0.5]));
  statistics.add(batch(1, [0.25, 0.25, 0.75, 0.75], [0.5, 0.5, 0.5, 0.5]));
  const [unit] = statistics.summary();

  it('mean attention of each branch sums to 1', () => {
    expect(unit!.scales.map(({ branchMeans }) => branchMeans)).toEqual([
      [0.5, 0.5],
      [0.375, 0.625],
    ]);
  });

  it('large minus small: mean and deviation over images', () => {
    expect(unit!.scales[1]!.largeMinusSmall.mean).toBeCloseTo(0.25);
    expect(unit!.scales[1]!.largeMinusSmall.std).toBeCloseTo(0.5 / Math.SQRT2);
  });

  it('attention of the large kernel channel by channel', () => {
    expect(unit!.scales[0]!.channelMeans).toEqual([0.375, 0.625]);
  });

  it('the selected kernel size is the mean of 3 and 5 weighted by attention', () => {
    expect(unit!.scales[1]!.kernelSize.mean).toBeCloseTo(0.375 * 3 + 0.625 * 5);
  });

  it('the change is taken image by image', () => {
    const { change } = unit!;
    expect(change).toMatchObject({ from: 1, to: 2, growing: 0.5 });
    expect(change!.mean).toBeCloseTo(0.25);
    expect(change!.interval).toBeCloseTo((1.96 * change!.std) / Math.SQRT2);
  });
});

describe('more kinds of units', () => {
  it('three branches in any order: largest minus smallest extent', () => {
    const statistics = new AttentionStatistics([site([7, 3, 5], 1)], [1]);
    statistics.add(batch(0, [0.6, 0.1, 0.3]));
    const [unit] = statistics.summary();
    expect([unit!.largest, unit!.smallest]).toEqual([0, 1]);
    expect(unit!.scales[0]!.largeMinusSmall.mean).toBeCloseTo(0.5);
    expect(unit!.scales[0]!.kernelSize.mean).toBeCloseTo(0.6 * 7 + 0.1 * 3 + 0.3 * 5);
    expect(unit!.change).toBeUndefined();
  });

  it('kernels of equal extent: the last against the first', () => {
    expect(extremeBranches(site([3, 3], 1))).toEqual({ largest: 1, smallest: 0 });
  });

  it('one image has no deviation and no interval', () => {
    const statistics = new AttentionStatistics([site([3, 5], 1)], [1, 2]);
    statistics.add(batch(0, [0.5, 0.5]));
    statistics.add(batch(1, [0.4, 0.6]));
    const { change, scales } = statistics.summary()[0]!;
    expect(scales[0]!.largeMinusSmall.std).toBe(0);
    expect(change!.interval).toBeUndefined();
  });

  it('the change runs from the smallest to the largest scale, in whatever order they are', () => {
    const statistics = new AttentionStatistics([site([3, 5], 1)], [2, 1]);
    statistics.add(batch(0, [0.4, 0.6]));
    statistics.add(batch(1, [0.5, 0.5]));
    expect(statistics.summary()[0]!.change).toMatchObject({ from: 1, to: 2 });
    expect(statistics.summary()[0]!.change!.mean).toBeCloseTo(0.2);
  });
});

describe('groups of channels', () => {
  it('16 from 128 channels on, as in the paper, and 8 groups below', () => {
    expect([1024, 128, 64, 32, 5].map(channelsPerGroup)).toEqual([16, 16, 8, 4, 1]);
  });

  it('the last group averages what is left', () => {
    expect(groupMeans([1, 3, 5, 7, 100], 2)).toEqual([2, 6, 100]);
  });
});
