/** Fuse: the mean of each channel over all branches together. Paper section 3.1, equations (1) and (2). */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../contract/op.js';
import type { Op } from '../contract/types.js';
import { branchShape, type ImageShape } from './branches.js';
import { checkRank, checkShape } from './checkShape.js';

/**
 * Computes the mean over height and width of the sum of M branches [N, H, W, C], as s [N, C], without building the
 * sum.
 */
export const fuse: Op<{ readonly branches: readonly Tensor[] }, object> = defineOp({
  kernelName: 'SkFuse',
  attrs: {},
  outputs: ({ branches }) => {
    const [n, , , c] = branchShape('fuse', branches);
    return [n, c];
  },
  composite: ({ branches }) => branches.map((u) => tf.mean(u, [1, 2])).reduce((a, b) => tf.add(a, b)),
  gradient: (dy, _saved, _attrs, { branches }) => {
    const du = fuseBackprop({ dy }, { shape: branchShape('fuse', branches) });
    return { branches: branches.map(() => () => du) };
  },
});

/**
 * Computes the gradient of {@link fuse} with respect to any one branch: dy [N, C] / (H * W) at every pixel of [N, H,
 * W, C].
 */
export const fuseBackprop: Op<{ readonly dy: Tensor }, { readonly shape: Readonly<ImageShape> }> = defineOp({
  kernelName: 'SkFuseBackprop',
  attrs: { shape: true },
  outputs: ({ dy }, { shape }) => {
    checkRank('fuseBackprop', 'shape', shape, ['N', 'H', 'W', 'C']);
    checkShape('fuseBackprop', 'dy', dy.shape, [shape[0], shape[3]]);
    return [...shape];
  },
  composite: ({ dy }, { shape: [n, h, w, c] }) =>
    tf.broadcastTo(tf.reshape(tf.div(dy, h * w), [n, 1, 1, c]), [n, h, w, c]),
  gradient: (ddu) => ({ dy: () => tf.mean(ddu, [1, 2]) }),
});
