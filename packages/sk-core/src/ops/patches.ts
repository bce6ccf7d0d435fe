/**
 * im2col in plain tfjs ops, and its transpose. "Patches" is [groups, N * H' * W', kh * kw * C / groups]: a
 * convolution is one batched matrix product of it. Ranks stay below 5: tfjs's webgpu cannot pad rank 6.
 */

import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ConvGeometry, GroupedConv2dAttrs } from './convGeometry.js';

/** Returns the patches of x [N, H, W, C]. */
export function patches(x: Tensor4D, g: ConvGeometry, attrs: GroupedConv2dAttrs): Tensor3D {
  const { groups, strides, dilations, pads } = attrs;
  const padded = tf.pad(x, [
    [0, 0],
    [pads[0], pads[1]],
    [pads[2], pads[3]],
    [0, 0],
  ]);
  const taps: Tensor[] = [];
  for (let i = 0; i < g.kh; i++) {
    for (let j = 0; j < g.kw; j++) {
      const [row, column] = [i * dilations[0], j * dilations[1]];
      const end = [g.n, row + (g.oh - 1) * strides[0] + 1, column + (g.ow - 1) * strides[1] + 1, g.c];
      taps.push(tf.stridedSlice(padded, [0, row, column, 0], end, [1, strides[0], strides[1], 1]));
    }
  }
  const m = g.n * g.oh * g.ow;
  const stacked = tf.reshape(tf.stack(taps), [g.kh * g.kw, m, groups, g.cPerGroup]);
  return tf.reshape(tf.transpose(stacked, [2, 1, 0, 3]), [groups, m, g.kh * g.kw * g.cPerGroup]);
}

/** Adds each patch to the pixels that it came from: the transpose of {@link patches}. */
export function scatterPatches(p: Tensor, g: ConvGeometry, attrs: GroupedConv2dAttrs): Tensor4D {
  const { groups, strides, dilations, pads } = attrs;
  const byTap = tf.transpose(
    tf.reshape(p, [groups, g.n * g.oh * g.ow, g.kh * g.kw, g.cPerGroup]),
    [2, 1, 0, 3],
  );
  // The last rows and columns may lie beyond the last tap's reach: the canvas ends where the padded x ends.
  const [height, width] = [g.h + pads[0] + pads[1], g.w + pads[2] + pads[3]];
  // addN does not do: tfjs-backend-webgpu binds one buffer per input and has 8.
  const sum = tf
    .unstack(byTap)
    .map((tap, t) => {
      const [row, column] = [Math.floor(t / g.kw) * dilations[0], (t % g.kw) * dilations[1]];
      const spread = spreadBy(tf.reshape(tap, [g.n, g.oh, g.ow, g.c]), strides);
      const [sh, sw] = spread.shape.slice(1, 3) as [number, number];
      return tf.pad(spread, [
        [0, 0],
        [row, height - row - sh],
        [column, width - column - sw],
        [0, 0],
      ]);
    })
    .reduce((a, b) => tf.add(a, b));
  return tf.slice(sum, [0, pads[0], pads[2], 0], [g.n, g.h, g.w, g.c]);
}

/** Returns filter [kh, kw, C / groups, O] as [groups, kh * kw * C / groups, O / groups]. */
export function filterMatrix(filter: Tensor, g: ConvGeometry, { groups }: GroupedConv2dAttrs): Tensor3D {
  const split = tf.reshape(filter, [g.kh * g.kw, g.cPerGroup, groups, g.oPerGroup]);
  return tf.reshape(tf.transpose(split, [2, 0, 1, 3]), [groups, g.kh * g.kw * g.cPerGroup, g.oPerGroup]);
}

/** Returns y [N, H', W', O] as [groups, N * H' * W', O / groups]. */
export function toGroups(y: Tensor, g: ConvGeometry, { groups }: GroupedConv2dAttrs): Tensor3D {
  return tf.transpose(tf.reshape(y, [g.n * g.oh * g.ow, groups, g.oPerGroup]), [1, 0, 2]);
}

/** Undoes {@link toGroups}. */
export function fromGroups(y: Tensor, g: ConvGeometry): Tensor4D {
  return tf.reshape(tf.transpose(y, [1, 0, 2]), [g.n, g.oh, g.ow, g.o]);
}

/** Puts stride - 1 zeros between rows and between columns. */
function spreadBy(x: Tensor4D, [sh, sw]: readonly [number, number]): Tensor4D {
  const [n, h, w, c] = x.shape;
  if (sh === 1 && sw === 1) return x;
  const rows = tf.pad(tf.reshape(x, [n * h, 1, w * c]), [
    [0, 0],
    [0, sh - 1],
    [0, 0],
  ]);
  const both = tf.pad(tf.reshape(rows, [n * h * sh * w, 1, c]), [
    [0, 0],
    [0, sw - 1],
    [0, 0],
  ]);
  const canvas: Tensor4D = tf.reshape(both, [n, h * sh, w * sw, c]);
  return tf.slice(canvas, [0, 0, 0, 0], [n, (h - 1) * sh + 1, (w - 1) * sw + 1, c]);
}
