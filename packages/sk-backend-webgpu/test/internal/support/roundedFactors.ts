/** Convolutions whose factors are rounded to float16, beside float64 sums of factors that are rounded alike. */
import * as tf from '@tensorflow/tfjs-core';
import { type CaseOf, convGrid } from 'sk-conformance/check';
import {
  convAttrs,
  convGeometry,
  fusedGroupedConv2d,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
  groupedConv2dBackpropInputAdd,
} from 'sk-core';
import { expect } from 'vitest';
import type { Array64 } from '../../../../sk-conformance/src/numbers/array64.js';
import { noise } from '../../../../sk-conformance/src/numbers/array64.js';
import {
  groupedConv2dFilter,
  groupedConv2dInput,
  groupedConv2d as reference,
} from '../../../../sk-conformance/src/reference/groupedConv2d.js';
import type { ProductShape } from '../../../src/gpu/products.js';
import { roundToFloat16 } from '../../../src/precision/float16.js';
import { guard } from '../../support/adapter.js';

type Conv = CaseOf<'groupedConv2d'>;
const full = process.env['SK_TEST_FULL'] === '1';

const conv = (name: string, x: number[], filter: number[], attrs: Partial<Conv['attrs']>): Conv => ({
  name,
  op: 'groupedConv2d',
  inputs: [{ shape: x }, { shape: filter }],
  attrs: { groups: 1, strides: [1, 1], dilations: [1, 1], padding: 'same', ...attrs },
});

/** Cases of the grid without groups, whose loops are tiled, and some that fill more than a tile. */
export const cases: readonly Conv[] = [
  ...convGrid.filter(
    ({ attrs, inputs }, i) => attrs.groups === 1 && inputs[0]?.shape[0] !== 0 && i % (full ? 7 : 97) === 0,
  ),
  conv('1x1, 40 to 72 channels', [2, 7, 9, 40], [1, 1, 40, 72], {}),
  conv('3x3, 2 groups of 32 channels', [1, 7, 8, 64], [3, 3, 32, 64], { groups: 2 }),
  conv('7x7 stride 2, 3 to 34 channels', [1, 15, 17, 3], [7, 7, 3, 34], { strides: [2, 2], padding: 3 }),
  conv('3x3, 4 groups of 4 channels, in float32', [2, 7, 5, 16], [3, 3, 4, 16], { groups: 4 }),
];

const attrsOf = ({ padding: pad, ...spec }: Conv['attrs'], x: Array64, filter: Array64) =>
  convAttrs({ ...spec, pad }, x.shape, filter.shape);

const rounded = ({ shape, values }: Array64): Array64 => ({ shape, values: values.map(roundToFloat16) });
const tensor = ({ shape, values }: Array64): tf.Tensor => tf.tensor(Float32Array.from(values), [...shape]);

/** Sums of some hundred products of numbers below 1, in float32. */
const tolerance = 2e-5;
const close = (got: ArrayLike<number>, { values }: Array64): void => {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expect(got.length).toBe(values.length);
  values.forEach((value, i) => {
    if (!(Math.abs(Number(got[i]) - value) <= tolerance * most)) expect(got[i], `element ${i}`).toBe(value);
  });
};

export async function valuesOf(run: () => tf.Tensor): Promise<ArrayLike<number>> {
  const y = run();
  const values = await y.data();
  y.dispose();
  return values;
}

/**
 * Compares a convolution and its gradients with references whose factors are rounded where the given function says so of a
 * tiled product; no product of another loop is rounded.
 */
export async function compare(
  { inputs, attrs: spec }: Conv,
  rounds: (shape: ProductShape) => boolean,
): Promise<void> {
  const [x, filter] = inputs.map(({ shape }, k) => noise(shape, k + 1)) as [Array64, Array64];
  const attrs = attrsOf(spec, x, filter);
  const { n, h, w, oh, ow, kh, kw, cPerGroup, oPerGroup } = convGeometry(x.shape, filter.shape, attrs);
  const isTiled = spec.groups === 1 || cPerGroup >= 32;
  const factors = (rows: number, columns: number, depth: number) =>
    isTiled && rounds({ rows, columns, depth }) ? rounded : (given: Array64) => given;
  const forward = factors(n * oh * ow, oPerGroup, kh * kw * cPerGroup);
  const input = factors(n * h * w, cPerGroup, kh * kw * oPerGroup);
  const ofFilter = factors(kh * kw * cPerGroup, oPerGroup, n * oh * ow);
  const wanted = reference(forward(x), forward(filter), spec);
  const dy = noise(wanted.shape, 3);
  const before = tf.memory().numTensors;
  const [tx, tf_, tdy] = [tensor(x), tensor(filter), tensor(dy)];
  const shape = x.shape as [number, number, number, number];
  const filterShape = filter.shape as [number, number, number, number];
  await guard(async () => {
    close(await valuesOf(() => groupedConv2d({ x: tx, filter: tf_ }, attrs)), wanted);
    close(
      await valuesOf(() => groupedConv2dBackpropInput({ dy: tdy, filter: tf_ }, { ...attrs, shape })),
      groupedConv2dInput(input(dy), input(filter), shape, spec),
    );
    close(
      await valuesOf(() => groupedConv2dBackpropFilter({ x: tx, dy: tdy }, { ...attrs, shape: filterShape })),
      groupedConv2dFilter(ofFilter(x), ofFilter(dy), filterShape, spec),
    );
  });
  tf.dispose([tx, tf_, tdy]);
  expect(tf.memory().numTensors).toBe(before);
  const exact = reference(x, filter, spec).values;
  const difference = Math.max(...wanted.values.map((value, i) => Math.abs(value - Number(exact[i]))));
  expect(difference > 2 * tolerance).toBe(forward === rounded);
}

/** Compares the ends of convolutions, where what is added is not rounded: a bias, and sums of residual units. */
export async function compareEnds(): Promise<void> {
  const spec = { groups: 1, strides: [1, 1], dilations: [1, 1], padding: 'same' } as const;
  const [x, filter, bias] = [noise([1, 5, 6, 16], 1), noise([3, 3, 16, 16], 2), noise([16], 3)];
  const added = noise(x.shape, 4);
  const attrs = attrsOf(spec, x, filter);
  const shape = x.shape as [number, number, number, number];
  const sums = (y: Array64, values: (i: number) => number): Array64 => ({
    ...y,
    values: y.values.map((value, i) => value + values(i)),
  });
  const forward = sums(reference(rounded(x), rounded(filter), spec), (i) => Number(bias.values[i % 16]));
  const relu = { ...forward, values: forward.values.map((value) => Math.max(0, value)) };
  const back = sums(groupedConv2dInput(rounded(x), rounded(filter), shape, spec), (i) =>
    Number(added.values[i]),
  );
  const [tx, tFilter, tBias, tAdded] = [x, filter, bias, added].map(tensor) as [
    ...[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor],
  ];
  const fused = { x: tx, filter: tFilter, bias: tBias, addends: [] };
  close(await valuesOf(() => fusedGroupedConv2d(fused, { ...attrs, activation: 'relu' })), relu);
  const inputs = { dy: tx, filter: tFilter, addend: tAdded };
  close(await valuesOf(() => groupedConv2dBackpropInputAdd(inputs, { ...attrs, shape })), back);
  tf.dispose([tx, tFilter, tBias, tAdded]);
}
