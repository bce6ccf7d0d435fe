/** Convolutions whose factors are rounded to float16, against float64 sums of factors that are rounded alike. */
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-webgpu/node';
import { convAttrs, groupedConv2d } from 'sk-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roundToFloat16 } from '../../src/precision/float16.js';
import '../support/adapter.js';
import { cases, compare, compareEnds, valuesOf } from './support/roundedFactors.js';

beforeAll(() => start({ allowSoftware: true, precision: 'rounded' }));
afterAll(() => start({ precision: 'float32' }));

describe('convolutions of rounded factors', () => {
  it.each(cases.map((c) => [c.name, c] as const))('%s', async (_, conv) => {
    await compare(conv, () => true);
  });

  it('adds what is not rounded: a bias, and sums of residual units', compareEnds);

  it('numbers become the nearest of float16, those beyond its range are infinite, and NaN stays', async () => {
    const tiny = [2 ** -15, -1.7 * 2 ** -24, 2.5 * 2 ** -24, 2 ** -26];
    const tied = [1 + 2 ** -11, 1 + 3 * 2 ** -11, -1 - 2 ** -11 - 2 ** -20];
    const numbers = [65504, 65519, 65520, -1e5, Number.NaN, ...tiny, ...tied, 0.1, -Math.PI];
    const x = tf.tensor4d(numbers, [numbers.length, 1, 1, 1]);
    const filter = tf.ones([1, 1, 1, 1]);
    const attrs = convAttrs({}, x.shape, filter.shape);
    const got = await valuesOf(() => groupedConv2d({ x, filter }, attrs));
    expect(Array.from(got)).toEqual(numbers.map((value) => roundToFloat16(Math.fround(value)) + 0));
    tf.dispose([x, filter]);
  });
});
