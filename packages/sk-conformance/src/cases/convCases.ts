/** Convolutions beside the grid: channel counts around the widths of SIMD, uneven axes, and sizes of real networks. */
import type { ConvSpec, Padding } from '../reference/index.js';
import { convSizes } from '../reference/index.js';
import type { CaseOf } from './opCase.js';

interface Conv {
  readonly title: string;
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number];
  readonly filters: number;
  readonly spec: ConvSpec;
}

interface Options {
  readonly groups?: number;
  readonly strides?: readonly [number, number];
  readonly dilations?: readonly [number, number];
  readonly padding?: Padding;
}

function conv(
  title: string,
  x: Conv['x'],
  kernel: Conv['kernel'],
  filters: number,
  { groups = 1, strides = [1, 1], dilations = [1, 1], padding = 'same' }: Options = {},
): Conv {
  return { title, x, kernel, filters, spec: { groups, strides, dilations, padding } };
}

/** Channel counts on, below and above one, two, four and eight vectors of four. */
export const channelCounts: readonly number[] = [1, 3, 4, 5, 8, 12, 16, 32, 33];

const byChannels: readonly Conv[] = channelCounts.flatMap((c) => [
  conv(`1x1, ${c} to ${c} channels`, [1, 5, 3, c], [1, 1], c),
  conv(`3x3, ${c} to ${c} channels`, [1, 5, 4, c], [3, 3], c),
  conv(`3x3, 2 groups of ${c} channels`, [1, 4, 5, 2 * c], [3, 3], 2 * c, { groups: 2, padding: 1 }),
  conv(`3x3 dilated by 2, ${c} channels depthwise`, [1, 5, 6, c], [3, 3], c, {
    groups: c,
    dilations: [2, 2],
    padding: 2,
  }),
  conv(`3x3 stride 2, ${c} channels depthwise`, [1, 7, 5, c], [3, 3], c, {
    groups: c,
    strides: [2, 2],
    padding: 1,
  }),
]);

const uneven: readonly Conv[] = [
  conv('1x3', [2, 5, 6, 4], [1, 3], 6),
  conv('3x1', [2, 5, 6, 4], [3, 1], 6),
  conv('5x2, 2 groups', [1, 9, 7, 4], [5, 2], 6, { groups: 2 }),
  conv('2x5 valid, 4 groups', [1, 6, 8, 8], [2, 5], 12, { groups: 4, padding: 'valid' }),
  conv('3x3 stride 1 by 2', [1, 7, 8, 4], [3, 3], 4, { strides: [1, 2], groups: 2 }),
  conv('3x3 stride 3 by 1', [1, 8, 7, 4], [3, 3], 4, { strides: [3, 1], groups: 4 }),
  conv('3x3 dilated 2 by 1', [1, 7, 8, 4], [3, 3], 4, { dilations: [2, 1] }),
  conv('3x3 dilated 1 by 3, stride 2 by 1', [1, 9, 11, 6], [3, 3], 9, {
    dilations: [1, 3],
    strides: [2, 1],
    groups: 3,
  }),
  conv('2x2 stride 3, which skips pixels', [1, 8, 10, 4], [2, 2], 4, { strides: [3, 3], padding: 'valid' }),
  conv('1x1 stride 2, 2 groups', [2, 7, 6, 6], [1, 1], 8, { strides: [2, 2], groups: 2, padding: 0 }),
  conv('one pixel, 3x3 padded by 1', [2, 1, 1, 8], [3, 3], 8, { groups: 2, padding: 1 }),
  conv('one pixel, 3x3 dilated by 2', [2, 1, 1, 4], [3, 3], 4, { dilations: [2, 2], groups: 4 }),
  conv('one row', [2, 1, 9, 4], [3, 3], 4, { groups: 2 }),
  conv('one column', [2, 9, 1, 4], [3, 3], 4, { groups: 2 }),
  conv('a kernel as large as the image', [3, 4, 5, 6], [4, 5], 3, { groups: 3, padding: 'valid' }),
  conv('more padding than kernel', [1, 3, 4, 4], [3, 3], 4, { groups: 2, padding: [4, 5, 3, 6] }),
  conv('3 channels to 5 filters', [1, 6, 5, 3], [3, 3], 5, { padding: 1 }),
  conv('3 groups of 5 channels to 2 filters', [1, 5, 6, 15], [3, 3], 6, { groups: 3, dilations: [2, 2] }),
  conv('depthwise with 3 filters a channel', [1, 6, 5, 5], [3, 3], 15, { groups: 5, dilations: [2, 2] }),
  conv('5 images', [5, 5, 4, 6], [3, 3], 4, { groups: 2, strides: [2, 2], dilations: [2, 2] }),
];

const real: readonly Conv[] = [
  conv('128 channels in 32 groups, 14x14', [1, 14, 14, 128], [3, 3], 128, { groups: 32, padding: 1 }),
  conv('128 channels in 32 groups dilated by 2, 14x14', [1, 14, 14, 128], [3, 3], 128, {
    groups: 32,
    dilations: [2, 2],
    padding: 2,
  }),
  conv('128 channels in 32 groups, stride 2, 14x14', [1, 14, 14, 128], [3, 3], 128, {
    groups: 32,
    strides: [2, 2],
    padding: 1,
  }),
  conv('256 channels in 32 groups dilated and strided by 2, 9x9', [1, 9, 9, 256], [3, 3], 256, {
    groups: 32,
    strides: [2, 2],
    dilations: [2, 2],
    padding: 2,
  }),
  conv('64 channels in 16 groups, 1x1, 10x10', [1, 10, 10, 64], [1, 1], 64, { groups: 16 }),
  conv('96 channels depthwise dilated by 2, 12x12', [1, 12, 12, 96], [3, 3], 96, {
    groups: 96,
    dilations: [2, 2],
    padding: 2,
  }),
  conv('64 to 96 channels, 1x1, 12x12', [1, 12, 12, 64], [1, 1], 96),
  conv('a stem: 7x7 stride 2, 3 to 16, 21x21', [1, 21, 21, 3], [7, 7], 16, { strides: [2, 2], padding: 3 }),
];

const filterShape = ({ x, kernel, filters, spec }: Conv): readonly number[] => [
  ...kernel,
  x[3] / spec.groups,
  filters,
];

const outputShape = (c: Conv): readonly number[] => {
  const { n, oh, ow, o } = convSizes(c.x, filterShape(c), c.spec);
  return [n, oh, ow, o];
};

export const convCases: readonly CaseOf<'groupedConv2d'>[] = [...byChannels, ...uneven, ...real].map((c) => ({
  name: `groupedConv2d: ${c.title}`,
  op: 'groupedConv2d',
  inputs: [{ shape: c.x }, { shape: filterShape(c) }],
  attrs: c.spec,
}));

/** Both backward ops as ops of their own: called directly, with gradients (second derivatives of the convolution). */
export const convBackpropCases: readonly (
  | CaseOf<'groupedConv2dBackpropInput'>
  | CaseOf<'groupedConv2dBackpropFilter'>
)[] = [...uneven, ...byChannels.slice(5, 30)].flatMap((c) => [
  {
    name: `groupedConv2dBackpropInput: ${c.title}`,
    op: 'groupedConv2dBackpropInput' as const,
    inputs: [{ shape: outputShape(c) }, { shape: filterShape(c) }],
    attrs: { ...c.spec, shape: c.x },
  },
  {
    name: `groupedConv2dBackpropFilter: ${c.title}`,
    op: 'groupedConv2dBackpropFilter' as const,
    inputs: [{ shape: c.x }, { shape: outputShape(c) }],
    attrs: { ...c.spec, shape: filterShape(c) },
  },
]);

export const convBackpropAddCases: readonly CaseOf<'groupedConv2dBackpropInputAdd'>[] = [
  ...uneven,
  ...byChannels.slice(5, 15),
].map((c) => ({
  name: `groupedConv2dBackpropInputAdd: ${c.title}`,
  op: 'groupedConv2dBackpropInputAdd',
  inputs: [{ shape: outputShape(c) }, { shape: filterShape(c) }, { shape: c.x }],
  attrs: { ...c.spec, shape: c.x },
}));

const activations: readonly ('linear' | 'relu')[] = ['linear', 'relu'];

const fused = (c: Conv, addends: number): readonly CaseOf<'fusedGroupedConv2d'>[] =>
  activations.map((activation) => ({
    name: `fusedGroupedConv2d: ${c.title}, ${addends > 0 ? `${addends} added, ` : ''}${activation}`,
    op: 'fusedGroupedConv2d',
    inputs: [
      { shape: c.x },
      { shape: filterShape(c) },
      { shape: [c.filters] },
      ...Array.from({ length: addends }, () => ({ shape: outputShape(c) })),
    ],
    attrs: { ...c.spec, activation },
  }));

export const fusedConvCases: readonly CaseOf<'fusedGroupedConv2d'>[] = [
  ...[...uneven, ...byChannels].flatMap((c) => fused(c, 0)),
  ...uneven.flatMap((c) => fused(c, 1)),
  ...uneven.slice(0, 2).flatMap((c) => fused(c, 2)),
];
