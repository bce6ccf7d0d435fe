import { convGeometry } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { convShape, filterShape, inputShape } from '../../src/kernels/convolution/convShape.js';
import { picked } from '../../src/kernels/convolution/picks.js';

const convolutions = [1, 2, 3].flatMap((kernel) =>
  [1, 2, 3, 4].flatMap((stride) =>
    [1, 2, 4, 6].flatMap((dilation) =>
      (
        [
          [0, 0, 0, 0],
          [1, 2, 0, 3],
        ] as const
      ).map((pads) =>
        convShape([2, 14, 15, 4], [kernel, kernel, 2, 6], {
          groups: 2,
          strides: [stride, stride],
          dilations: [dilation, dilation],
          pads,
        }),
      ),
    ),
  ),
);

describe('picked', () => {
  it('reads the same pixels with smaller strides', () => {
    const smaller = convolutions.filter((conv) => picked(conv) !== undefined);
    expect(smaller.length).toBeGreaterThan(20);
    for (const conv of smaller) {
      const pixels = picked(conv);
      if (pixels === undefined) continue;
      for (const axis of [0, 1] as const) {
        const [every, taps, outputs] = [
          pixels.every[axis],
          [conv.kh, conv.kw][axis] ?? 0,
          [conv.oh, conv.ow][axis] ?? 0,
        ];
        for (let out = 0; out < outputs; out++) {
          for (let tap = 0; tap < taps; tap++) {
            const row = out * conv.strides[axis] + tap * conv.dilations[axis];
            const pickedRow = out * pixels.conv.strides[axis] + tap * pixels.conv.dilations[axis];
            expect(row).toBe(pickedRow * every);
          }
        }
      }
    }
  });

  it('keeps the shape of the output', () => {
    for (const conv of convolutions) {
      const { conv: smaller = conv } = picked(conv) ?? {};
      const { oh, ow } = convGeometry(inputShape(smaller), filterShape(smaller), smaller);
      expect([oh, ow]).toEqual([conv.oh, conv.ow]);
    }
  });

  it('leaves no stride to a 1x1 filter, and no common factor to others', () => {
    for (const conv of convolutions) {
      const { conv: smaller = conv } = picked(conv) ?? {};
      expect(picked(smaller)).toBeUndefined();
      if (conv.kh === 1) expect(smaller.strides).toEqual([1, 1]);
    }
  });
});
