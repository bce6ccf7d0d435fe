/** Costs against counts of the authors' own network file (conv2_1 of SKNet-50, 224x224). */
import { addCosts, convCost, convGeometry, denseCost, selectionCost, selectionWidth } from 'sk-core';
import { expect, it } from 'vitest';

const plain = { strides: [1, 1], dilations: [1, 1] } as const;

it('the first unit of SKNet-50: 208,744,448 MACs, 78,848 weights, 802,816 of scaling', () => {
  const conv = (size: number, c: number, o: number, groups: number) =>
    convCost(
      convGeometry([1, 56, 56, c], [size, size, c / groups, o], {
        ...plain,
        groups,
        pads: [size >> 1, size >> 1, size >> 1, size >> 1],
      }),
    );
  const unit = addCosts([
    conv(1, 64, 128, 1),
    conv(3, 128, 128, 32),
    conv(3, 128, 128, 32),
    selectionCost({ n: 1, pixels: 56 * 56, channels: 128, branches: 2, width: selectionWidth(128, 16, 32) }),
    conv(1, 128, 256, 1),
    conv(1, 64, 256, 1),
  ]);
  expect(unit.macs).toBe(208_744_448);
  expect(unit.parameters).toBe(78_848 + 64); // the batch norm between both fully connected layers
  expect(unit.attentionScaling).toBe(802_816);
});

it('a convolution reads input and filter once and writes its output once', () => {
  const g = convGeometry([2, 5, 5, 4], [3, 3, 2, 6], { ...plain, groups: 2, pads: [0, 0, 0, 0] });
  const [x, filter, y] = [2 * 5 * 5 * 4, 3 * 3 * 2 * 6, 2 * 3 * 3 * 6];
  expect(convCost(g).forwardBytes).toBe(4 * (x + filter + y));
  expect(convCost(g).backwardBytes).toBe(4 * (2 * y + 2 * filter + 2 * x));
});

it('the classifier of SKNet-50 has 2,049,000 parameters', () => {
  expect(denseCost(1, 2048, 1000)).toMatchObject({ parameters: 2_049_000, macs: 2_048_000 });
});

it('d is C / r, but at least L', () => {
  expect([128, 256, 512, 1024].map((c) => selectionWidth(c, 16, 32))).toEqual([32, 32, 32, 64]);
});
