import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { figuresOf } from '../run/figures.js';
import { median } from '../run/median.js';
import { CannotError } from '../work/cannotError.js';
import type { Work } from '../work/work.js';

/** A product of so many million MACs. */
const product = (millions: number): Work => ({
  ...{ kind: 'matMul', m: 1000, k: 1000, n: millions },
  ...{ transposeA: false, transposeB: false },
});
const select: Work = { kind: 'moving', op: 'select', pass: 'forward', batch: 1, size: 10, channels: 10 };
const step: Work = { kind: 'trainStep', network: 'sknet50', batch: 8 };

const against = {
  ...{ baseline: [10, 20, 10], baselineMacs: 1e9, ours: [1, 2, 4] },
  ...{ base: undefined, ceilings: undefined },
};
const onGpu = { ...against, ceilings: { bytesPerMs: 1e6, macsPerMs: 1e6 } };

it('the median of an even count is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([10, 9, 1])).toBe(9);
  expect(median([7])).toBe(7);
  expect(() => median([])).toThrow(RangeError);
});

it('ratios are medians over rounds, and the baseline is scaled to the MACs', () => {
  expect(figuresOf(product(100), [4, 4, 4], against)).toEqual({
    ...{ rounds: 3, medianMs: 4, minMs: 4, gmacs: 25 },
    ...{ baselines: 4, ours: 2 },
  });
});

it('one sample is compared with the first round', () => {
  const figures = figuresOf(product(1000), [30], against);
  expect(figures).toMatchObject({ rounds: 1, baselines: 3, ours: 30 });
});

it('a ratio to what could not be measured is absent', () => {
  const cannot = new CannotError('no memory');
  const figures = figuresOf(product(1), [1], { ...against, baseline: cannot, ours: cannot });
  expect(figures).toEqual({ rounds: 1, medianMs: 1, minMs: 1, gmacs: 1 });
});

it('an op that only moves has a rate and no MACs', () => {
  const bytes = 4 * (3 * 1000 + 20);
  const figures = figuresOf(select, [0.1], onGpu);
  expect(figures).not.toHaveProperty('baselines');
  expect(figures).toMatchObject({
    gigabytes: bytes / 0.1 / 1e6,
    ofCopy: bytes / 0.1 / 1e6,
    leastMs: bytes / 1e6,
    ofLeast: bytes / 1e6 / 0.1,
  });
});

it('a network has images a second and no rate of bytes', () => {
  const figures = figuresOf(step, [100], onGpu);
  expect(figures).toMatchObject({ imagesPerSecond: 80 });
  expect(figures).not.toHaveProperty('gigabytes');
});
