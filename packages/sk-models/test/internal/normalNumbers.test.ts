/** The numbers that weights begin with, against the normal distribution. */
import { expect, it } from 'vitest';
import { normalNumbers } from '../../src/layers/normalNumbers.js';

const count = 1_000_000;

/** Abramowitz and Stegun 26.2.17: within 7.5e-8. */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const polynomial = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const upper =
    (polynomial.reduce((sum, c) => (sum + c) * t, 0) * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  return x < 0 ? upper : 1 - upper;
}

it.each([1, 2, 0xffffffff])('seed %i: a million are normal by the test of Kolmogorov and Smirnov', (seed) => {
  const sorted = normalNumbers(count, 1, seed).sort();
  let gap = 0;
  sorted.forEach((x, i) => {
    gap = Math.max(gap, Math.abs(cumulative(x) - i / count), Math.abs(cumulative(x) - (i + 1) / count));
  });
  // One in a thousand samples is further off.
  expect(gap * Math.sqrt(count)).toBeLessThan(1.95);
});

it('has the moments of the normal distribution, its tail and its sign', () => {
  const values = normalNumbers(count, 2, 3);
  const moment = (power: number): number => values.reduce((sum, x) => sum + (x / 2) ** power, 0) / count;
  // Four standard errors each.
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan((4 * Math.sqrt(2)) / Math.sqrt(count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / Math.sqrt(count));
  const beyond = values.filter((x) => Math.abs(x / 2) > 3.6541528853610088);
  const expected = 2 * count * cumulative(-3.6541528853610088);
  expect(Math.abs(beyond.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
});

it('neighbours and neighbouring seeds are not correlated', () => {
  const [values, others] = [1, 2].map((seed) => normalNumbers(count, 1, seed)) as [
    Float32Array,
    Float32Array,
  ];
  const correlation = (of: (i: number) => number): number =>
    values.reduce((sum, x, i) => sum + x * of(i), 0) / count;
  expect(Math.abs(correlation((i) => values[(i + 1) % count] as number))).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(correlation((i) => others[i] as number))).toBeLessThan(4 / Math.sqrt(count));
});

it('the same seed gives the same numbers, whatever their count', () => {
  expect(normalNumbers(10, 1, 7)).toEqual(normalNumbers(20, 1, 7).slice(0, 10));
  expect([...normalNumbers(4, 0.5, 42)]).toEqual([
    ...[0.5506006479263306, -0.09144192934036255, -0.1480129510164261, 0.5202515125274658],
  ]);
});
