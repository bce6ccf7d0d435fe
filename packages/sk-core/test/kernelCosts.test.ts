/** MACs of kernel calls, counted by hand. */

import { convCost, convGeometry } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { kernelMacs } from '#internal';

const image = [2, 9, 9, 8];

describe('kernelMacs', () => {
  // 3x3, stride 2, padded by 1: 2 x 5 x 5 pixels of 12 channels, each a sum of 3 x 3 x 2 products.
  const filter = [3, 3, 2, 12];
  const y = [2, 5, 5, 12];
  const convolution = 10_800;

  it.each([
    ['SkGroupedConv2D', { x: image, filter }, y],
    ['SkFusedGroupedConv2D', { x: image, filter, bias: [12] }, y],
    ['SkGroupedConv2DBackpropInput', { dy: y, filter }, image],
    ['SkGroupedConv2DBackpropInputAdd', { dy: y, filter, addend: image }, image],
    ['SkGroupedConv2DBackpropFilter', { x: image, dy: y }, filter],
  ])('%s, 3x3 at stride 2 in 4 groups: 10,800', (kernelName, inputs, output) => {
    expect(kernelMacs({ kernelName, inputs, outputs: [output] })).toBe(convolution);
  });

  it('counts a grouped convolution as convCost does', () => {
    const attrs = { groups: 4, strides: [2, 2], dilations: [1, 1], pads: [1, 1, 1, 1] } as const;
    expect(convCost(convGeometry(image, filter, attrs)).macs).toBe(convolution);
  });

  it.each([
    ['SkSelectiveKernel', [3, 4, 4, 8], 3 * (8 * 5 + 5 * 16)],
    ['SkAttend', [3, 2, 8], 3 * (8 * 5 + 5 * 16)],
    ['SkAttendBackprop', [3, 8], 2 * 3 * (8 * 5 + 5 * 16)],
  ])('%s, 3 images of 8 channels in 2 branches, width 5', (kernelName, output, macs) => {
    const inputs = { squeeze: [8, 5], gamma: [5], beta: [5], expand: [5, 16] };
    expect(kernelMacs({ kernelName, inputs, outputs: [output] })).toBe(macs);
  });

  const dense = [5, 5, 8, 4];
  const denseY = [2, 5, 5, 4];
  it.each([
    ['Conv2D', { x: image, filter: dense }, denseY],
    ['FusedConv2D', { x: image, filter: dense, bias: [4] }, denseY],
    ['Conv2DBackpropInput', { dy: denseY, filter: dense }, image],
    ['Conv2DBackpropFilter', { x: image, dy: denseY }, dense],
  ])('%s, 5x5 from 8 to 4 channels: 40,000', (kernelName, inputs, output) => {
    expect(kernelMacs({ kernelName, inputs, outputs: [output] })).toBe(40_000);
  });

  const own = [3, 3, 8, 2];
  const ownY = [2, 7, 7, 16];
  it.each([
    ['DepthwiseConv2dNative', { x: image, filter: own }, ownY],
    ['FusedDepthwiseConv2D', { x: image, filter: own }, ownY],
    ['DepthwiseConv2dNativeBackpropInput', { dy: ownY, filter: own }, image],
    ['DepthwiseConv2dNativeBackpropFilter', { x: image, dy: ownY }, own],
  ])('%s, 3x3, two outputs a channel: 14,112', (kernelName, inputs, output) => {
    expect(kernelMacs({ kernelName, inputs, outputs: [output] })).toBe(14_112);
  });

  it.each([
    [[6, 2, 3], [6, 3, 4], false],
    [[6, 3, 2], [6, 3, 4], true],
  ])('BatchMatMul of [%j] and [%j], transposed %s: 6 x 2 x 4 sums of 3', (a, b, transposeA) => {
    const call = {
      inputs: { a, b },
      outputs: [[6, 2, 4]],
      attrs: { transposeA, transposeB: false },
    };
    expect(kernelMacs({ kernelName: 'BatchMatMul', ...call })).toBe(144);
    expect(kernelMacs({ kernelName: '_FusedMatMul', ...call })).toBe(144);
  });

  it('is 0 for kernels that multiply nothing by a filter', () => {
    expect(kernelMacs({ kernelName: 'SkSelect', inputs: { 'branches.0': y }, outputs: [y] })).toBe(0);
  });
});
