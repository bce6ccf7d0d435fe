/** Filter gradients of images with many pixels beside few weights: each of the loops sums them in slices. */
import { type CaseOf, checkCase } from 'sk-conformance/check';
import { beforeAll, describe, it } from 'vitest';
import { guard, startOnAnyAdapter } from '../support/adapter.js';

beforeAll(startOnAnyAdapter);

type Conv = CaseOf<'groupedConv2d'>;

const conv = (name: string, x: number[], filter: number[], attrs: Partial<Conv['attrs']>): Conv => ({
  name,
  op: 'groupedConv2d',
  inputs: [{ shape: x }, { shape: filter }],
  attrs: { groups: 1, strides: [1, 1], dilations: [1, 1], padding: 'same', ...attrs },
});

/** SK_TEST_FULL=1 adds the cases whose shaders a software adapter compiles slowly. */
const full = process.env['SK_TEST_FULL'] === '1';

const slowCases: readonly Conv[] = [
  conv('1x1, 8 to 8 channels', [2, 24, 24, 8], [1, 1, 8, 8], {}),
  conv('3x3 stride 2, 3 to 8 channels', [1, 41, 39, 3], [3, 3, 3, 8], { strides: [2, 2], padding: 1 }),
  conv('1x1, 3 to 5 channels', [2, 21, 17, 3], [1, 1, 3, 5], {}),
  conv('1x1, 2 groups of 32 channels', [2, 40, 40, 64], [1, 1, 32, 64], { groups: 2 }),
];

const cases: readonly Conv[] = [
  conv('3x3 dilated by 2, 2 groups of 4', [3, 20, 21, 8], [3, 3, 4, 8], {
    groups: 2,
    dilations: [2, 2],
    padding: 2,
  }),
  conv('5x5 stride 2, 8 channels depthwise', [3, 30, 31, 8], [5, 5, 1, 8], {
    groups: 8,
    strides: [2, 2],
    padding: 2,
  }),
  conv('3x3, 2 groups of 3 channels', [2, 22, 20, 6], [3, 3, 3, 6], { groups: 2 }),
];

describe('many pixels', () => {
  for (const c of [...cases, ...(full ? slowCases : [])]) it(c.name, () => guard(() => checkCase(c)));
});
