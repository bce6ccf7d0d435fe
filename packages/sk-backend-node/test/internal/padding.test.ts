import { backend_util } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type ConvShape, convShape } from '../../src/kernels/convolution/convShape.js';
import { paddedShape, paddingOf } from '../../src/kernels/convolution/padding.js';

interface Case {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

const cases: readonly Case[] = [4, 5, 7, 12].flatMap((size) =>
  [1, 2, 3, 5].flatMap((kernel) =>
    [1, 2, 3].flatMap((stride) => [1, 2].map((dilation) => ({ size, kernel, stride, dilation }))),
  ),
);

function convOf(
  { size, kernel, stride, dilation }: Case,
  pads: readonly [number, number, number, number],
): ConvShape {
  return convShape([1, size, size, 2], [kernel, kernel, 2, 3], {
    groups: 1,
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads,
  });
}

/** The pads that tfjs computes for 'same', which are TensorFlow's. */
function samePads({ size, kernel, stride, dilation }: Case): [number, number, number, number] {
  const info = backend_util.computeConv2DInfo(
    [1, size, size, 2],
    [kernel, kernel, 2, 3],
    stride,
    dilation,
    'same',
  );
  const { top, bottom, left, right } = info.padInfo;
  return [top, bottom, left, right];
}

describe('paddingOf', () => {
  it(`is SAME for the pads that TensorFlow would choose, in ${cases.length} convolutions`, () => {
    for (const c of cases) {
      const pads = samePads(c);
      const wanted = pads.every((pad) => pad === 0) ? 'VALID' : 'SAME';
      expect([c, paddingOf(convOf(c, pads), false)]).toEqual([c, wanted]);
    }
  });

  it('is no name of TensorFlow for any other pads', () => {
    for (const c of cases) {
      const [top, bottom, left, right] = samePads(c);
      const conv = convOf(c, [top + 1, bottom, left, right]);
      expect([c, paddingOf(conv, false)]).toEqual([c, 'PADDED']);
      expect(paddingOf(conv, true)).toBe('EXPLICIT');
    }
  });

  it('adds the pads to the shape of x', () => {
    const conv = convOf({ size: 5, kernel: 3, stride: 1, dilation: 1 }, [1, 2, 3, 4]);
    expect(paddedShape(conv)).toEqual([1, 8, 12, 2]);
  });
});
