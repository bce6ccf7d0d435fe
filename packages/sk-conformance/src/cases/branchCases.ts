/** Fuse, softmax over branches and select, with their backward ops, for one to eleven branches. */
import type { CaseOf, InputSpec } from './opCase.js';

type Image = readonly [number, number, number, number];

const sizes: readonly Image[] = [
  [2, 3, 2, 3],
  [1, 5, 7, 5],
  [3, 1, 1, 4],
  [2, 4, 3, 8],
  [1, 3, 3, 12],
  [1, 3, 4, 16],
  [2, 3, 3, 33],
  [1, 7, 5, 1],
  [0, 3, 3, 4],
];

const points: readonly { readonly m: number; readonly size: Image }[] = [
  ...[1, 2, 3, 5].flatMap((m) => sizes.map((size) => ({ m, size }))),
  { m: 11, size: [1, 2, 2, 2] },
  { m: 2, size: [1, 14, 14, 128] },
];

const words = (m: number): string => `${m} ${m === 1 ? 'branch' : 'branches'}`;
const branches = (m: number, shape: Image): readonly InputSpec[] =>
  Array.from({ length: m }, () => ({ shape }));

export const fuseCases: readonly CaseOf<'fuse'>[] = points.map(({ m, size }) => ({
  name: `fuse: ${words(m)} of [${size}]`,
  op: 'fuse',
  inputs: branches(m, size),
  attrs: {},
}));

export const fuseBackpropCases: readonly CaseOf<'fuseBackprop'>[] = sizes.map((size) => ({
  name: `fuseBackprop: [${size}]`,
  op: 'fuseBackprop',
  inputs: [{ shape: [size[0], size[3]] }],
  attrs: { shape: size },
}));

export const selectCases: readonly CaseOf<'select'>[] = points.map(({ m, size }) => ({
  name: `select: ${words(m)} of [${size}]`,
  op: 'select',
  inputs: [...branches(m, size), { shape: [size[0], m, size[3]] }],
  attrs: {},
}));

export const selectBackpropBranchCases: readonly CaseOf<'selectBackpropBranch'>[] = points.map(
  ({ m, size }, k) => ({
    name: `selectBackpropBranch: branch ${k % m} of ${m}, [${size}]`,
    op: 'selectBackpropBranch',
    inputs: [{ shape: size }, { shape: [size[0], m, size[3]] }],
    attrs: { branch: k % m },
  }),
);

export const selectBackpropAttentionCases: readonly CaseOf<'selectBackpropAttention'>[] = points.map(
  ({ m, size }) => ({
    name: `selectBackpropAttention: ${words(m)} of [${size}]`,
    op: 'selectBackpropAttention',
    inputs: [...branches(m, size), { shape: size }],
    attrs: {},
  }),
);

const logits: Readonly<Record<string, InputSpec>> = {
  '2 branches': { shape: [2, 2, 5] },
  '3 branches': { shape: [2, 3, 4] },
  '1 branch, where all weights are 1': { shape: [2, 1, 7] },
  '5 branches, 33 channels': { shape: [3, 5, 33] },
  '2 branches, 1 channel': { shape: [1, 2, 1] },
  '2 branches, 128 channels': { shape: [1, 2, 128] },
  'an empty batch': { shape: [0, 2, 3] },
  'logits up to 10': { shape: [2, 3, 8], spread: 10 },
  'logits up to 100, which overflow a plain exponential': { shape: [2, 3, 8], spread: 100 },
  'logits near 1000': { shape: [2, 3, 5], mean: 1000, spread: 2 },
  'logits near -1000': { shape: [2, 3, 5], mean: -1000, spread: 2 },
  'equal logits': { shape: [2, 4, 3], mean: 0.5, spread: 0 },
};

export const branchSoftmaxCases: readonly CaseOf<'branchSoftmax'>[] = Object.entries(logits).map(
  ([title, input]) => ({ name: `branchSoftmax: ${title}`, op: 'branchSoftmax', inputs: [input], attrs: {} }),
);

export const branchSoftmaxBackpropCases: readonly CaseOf<'branchSoftmaxBackprop'>[] = Object.entries(logits)
  .slice(0, 7)
  .map(([title, { shape }]) => ({
    name: `branchSoftmaxBackprop: ${title}`,
    op: 'branchSoftmaxBackprop',
    inputs: [{ shape }, { shape }],
    attrs: {},
  }));
