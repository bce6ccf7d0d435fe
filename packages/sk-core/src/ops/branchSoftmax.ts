/** Soft attention over the branches. Paper section 3.1, equation (5). */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../contract/op.js';
import type { Op } from '../contract/types.js';
import { checkRank, checkShape } from './checkShape.js';

/** Computes the softmax of logits [N, M, C] over the M branches, for each channel. */
export const branchSoftmax: Op<{ readonly logits: Tensor }, object> = defineOp({
  kernelName: 'SkBranchSoftmax',
  attrs: {},
  outputs: ({ logits: { shape } }) => {
    checkRank('branchSoftmax', 'logits', shape, ['batch', 'branches', 'channels']);
    return shape;
  },
  composite: ({ logits }) => {
    const e = tf.exp(tf.sub(logits, tf.max(logits, 1, true)));
    return tf.div(e, tf.sum(e, 1, true));
  },
  save: ['y'],
  gradient: (dy, { y }) => ({ logits: () => branchSoftmaxBackprop({ attention: y, dy }) }),
});

/**
 * Computes the gradient of {@link branchSoftmax}: attention * (dy - sum over branches of dy * attention), all [N, M,
 * C].
 */
export const branchSoftmaxBackprop: Op<{ readonly attention: Tensor; readonly dy: Tensor }, object> =
  defineOp({
    kernelName: 'SkBranchSoftmaxBackprop',
    attrs: {},
    outputs: ({ attention: { shape }, dy }) => {
      checkRank('branchSoftmaxBackprop', 'attention', shape, ['batch', 'branches', 'channels']);
      checkShape('branchSoftmaxBackprop', 'dy', dy.shape, shape);
      return shape;
    },
    composite: ({ attention, dy }) => centred(attention, dy),
    save: ['attention', 'dy'],
    gradient: (d, { attention, dy }) => ({
      attention: () =>
        tf.sub(
          tf.mul(d, tf.sub(dy, tf.sum(tf.mul(dy, attention), 1, true))),
          tf.mul(dy, tf.sum(tf.mul(d, attention), 1, true)),
        ),
      dy: () => centred(attention, d),
    }),
  });

function centred(attention: Tensor, dy: Tensor): Tensor {
  return tf.mul(attention, tf.sub(dy, tf.sum(tf.mul(dy, attention), 1, true)));
}
