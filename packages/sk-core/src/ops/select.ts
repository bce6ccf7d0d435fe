/** Select: the branches of each channel, weighted by attention and added. Paper section 3.1, equation (6). */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../contract/op.js';
import { ShapeError } from '../contract/shapeError.js';
import type { Op } from '../contract/types.js';
import { branchShape } from './branches.js';
import { checkRank, checkShape } from './checkShape.js';

/**
 * Computes the sum of M branches [N, H, W, C], each weighted by its row of attention [N, M, C], as V [N, H, W, C].
 */
export const select: Op<{ readonly branches: readonly Tensor[]; readonly attention: Tensor }, object> =
  defineOp({
    kernelName: 'SkSelect',
    attrs: {},
    outputs: ({ branches, attention }) => {
      const shape = branchShape('select', branches);
      const [n, , , c] = shape;
      checkShape('select', 'attention', attention.shape, [n, branches.length, c]);
      return shape;
    },
    composite: ({ branches, attention }) =>
      branches.map((u, m) => tf.mul(u, weight(attention, m))).reduce((a, b) => tf.add(a, b)),
    save: ['branches', 'attention'],
    gradient: (dy, { branches, attention }) => ({
      branches: branches.map((_, branch) => () => selectBackpropBranch({ dy, attention }, { branch })),
      attention: () => selectBackpropAttention({ branches, dy }),
    }),
  });

export interface SelectBranchAttrs {
  /** Index of the branch, from 0. */
  readonly branch: number;
}

/**
 * Computes the gradient of {@link select} with respect to one branch: dy [N, H, W, C] times its row of attention [N,
 * M, C].
 */
export const selectBackpropBranch: Op<
  { readonly dy: Tensor; readonly attention: Tensor },
  SelectBranchAttrs
> = defineOp({
  kernelName: 'SkSelectBackpropBranch',
  attrs: { branch: true },
  outputs: ({ dy, attention }, { branch }) => {
    checkRank('selectBackpropBranch', 'dy', dy.shape, ['N', 'H', 'W', 'C']);
    const [n, , , c] = dy.shape as [number, number, number, number];
    const m = attention.shape[1] ?? 0;
    checkShape('selectBackpropBranch', 'attention', attention.shape, [n, m, c]);
    if (!Number.isInteger(branch) || branch < 0 || branch >= m) {
      throw new ShapeError(`selectBackpropBranch: branch wants 0 to ${m - 1}, got ${branch}`);
    }
    return dy.shape;
  },
  composite: ({ dy, attention }, { branch }) => tf.mul(dy, weight(attention, branch)),
  save: ['dy', 'attention'],
  gradient: (ddu, { dy, attention }, { branch }) => ({
    dy: () => selectBackpropBranch({ dy: ddu, attention }, { branch }),
    attention: () => {
      const [, m] = attention.shape as [number, number, number];
      const row = tf.expandDims(tf.sum(tf.mul(ddu, dy), [1, 2]), 1);
      return tf.pad(row, [
        [0, 0],
        [branch, m - 1 - branch],
        [0, 0],
      ]);
    },
  }),
});

/**
 * Computes the gradient of {@link select} with respect to attention: sums over pixels of branch * dy, as [N, M, C].
 */
export const selectBackpropAttention: Op<
  { readonly branches: readonly Tensor[]; readonly dy: Tensor },
  object
> = defineOp({
  kernelName: 'SkSelectBackpropAttention',
  attrs: {},
  outputs: ({ branches, dy }) => {
    const shape = branchShape('selectBackpropAttention', branches);
    checkShape('selectBackpropAttention', 'dy', dy.shape, shape);
    return [shape[0], branches.length, shape[3]];
  },
  composite: ({ branches, dy }) =>
    tf.stack(
      branches.map((u) => tf.sum(tf.mul(dy, u), [1, 2])),
      1,
    ),
  save: ['branches', 'dy'],
  gradient: (da, { branches, dy }) => ({
    branches: branches.map((_, branch) => () => selectBackpropBranch({ dy, attention: da }, { branch })),
    dy: () => select({ branches, attention: da }),
  }),
});

/** Returns row m of attention [N, M, C], as [N, 1, 1, C]. */
function weight(attention: Tensor, m: number): Tensor {
  const [n, , c] = attention.shape as [number, number, number];
  return tf.reshape(tf.slice(attention, [0, m, 0], [n, 1, c]), [n, 1, 1, c]);
}
