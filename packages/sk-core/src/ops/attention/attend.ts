/** The attention of an SK unit in training, from the means of its branches. Paper section 3.1, equations (3) and (5). */

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../contract/op.js';
import { ShapeError } from '../../contract/shapeError.js';
import type { Op, Shaped } from '../../contract/types.js';
import { batchNormTraining, batchNormTrainingBackprop } from '../batchNorm/batchNormTraining.js';
import { branchSoftmax, branchSoftmaxBackprop } from '../branchSoftmax.js';
import { checkRank, checkShape } from '../checkShape.js';

export interface AttendAttrs {
  /** Added to the variance. */
  readonly epsilon: number;
}

/** The weights that make attention of the means s. */
export type AttentionWeights = {
  /** [C, d] */
  readonly squeeze: Tensor;
  /** [d], of the batch norm. */
  readonly gamma: Tensor;
  /** [d] */
  readonly beta: Tensor;
  /** [d, M * C], branch by branch. */
  readonly expand: Tensor;
};

export type AttendInputs = AttentionWeights & {
  /** [N, C] */
  readonly s: Tensor;
};

export type AttendOutputs = {
  /** [N, M, C] */
  readonly attention: Tensor;
  /** s times squeeze, [N, d]. */
  readonly hidden: Tensor;
  /** z of the paper: hidden, normalised and rectified. */
  readonly compact: Tensor;
  /** [d], of the batch. */
  readonly mean: Tensor;
  /** [d], of the batch, biased. */
  readonly variance: Tensor;
};

/**
 * Computes attention: s times squeeze, batch norm by the batch's own statistics, ReLU, times expand, softmax over branches. It
 * has no gradient; that of the unit is `selectiveKernel`'s.
 */
export const attend: Op<AttendInputs, AttendAttrs, AttendOutputs> = defineOp({
  kernelName: 'SkAttend',
  attrs: { epsilon: true },
  outputs: {
    attention: (inputs) => {
      const { n, c, branches } = sizes('attend', inputs);
      return [n, branches, c];
    },
    hidden: compactShape,
    compact: compactShape,
    mean: ({ gamma }) => gamma.shape,
    variance: ({ gamma }) => gamma.shape,
  },
  composite: (inputs, attrs) => attentionOf(inputs, attrs),
});

/** Returns [N, d]. */
function compactShape({ s, squeeze }: { readonly [K in keyof AttendInputs]: Shaped }): number[] {
  return [...s.shape.slice(0, 1), ...squeeze.shape.slice(1)];
}

/** Does {@link attend} with ops that have gradients. */
export function attentionOf(
  { s, squeeze, gamma, beta, expand }: AttendInputs,
  { epsilon }: AttendAttrs,
): AttendOutputs {
  const [n, c] = s.shape as [number, number];
  const hidden = tf.matMul(s as Tensor2D, squeeze as Tensor2D);
  const {
    y: compact,
    mean,
    variance,
  } = batchNormTraining({ x: hidden, gamma, beta }, { epsilon, relu: true });
  const logits = tf.matMul(compact as Tensor2D, expand as Tensor2D);
  const attention = branchSoftmax({ logits: tf.reshape(logits, [n, -1, c]) });
  return { attention, hidden, compact, mean, variance };
}

export type AttendBackpropInputs = AttendInputs & AttendOutputs & { readonly dattention: Tensor };

/** Gradients of the inputs of {@link attend}. */
export type AttendBackpropOutputs = {
  readonly ds: Tensor;
  readonly dsqueeze: Tensor;
  readonly dgamma: Tensor;
  readonly dbeta: Tensor;
  readonly dexpand: Tensor;
};

/** Computes the gradient of {@link attend} through the attention. */
export const attendBackprop: Op<AttendBackpropInputs, AttendAttrs, AttendBackpropOutputs> = defineOp({
  kernelName: 'SkAttendBackprop',
  attrs: { epsilon: true },
  outputs: {
    ds: (inputs) => {
      const { n, c, d, branches } = sizes('attendBackprop', inputs);
      for (const name of ['attention', 'dattention'] as const) {
        checkShape('attendBackprop', name, inputs[name].shape, [n, branches, c]);
      }
      for (const name of ['hidden', 'compact'] as const) {
        checkShape('attendBackprop', name, inputs[name].shape, [n, d]);
      }
      for (const name of ['mean', 'variance'] as const) {
        checkShape('attendBackprop', name, inputs[name].shape, [d]);
      }
      return inputs.s.shape;
    },
    dsqueeze: ({ squeeze }) => squeeze.shape,
    dgamma: ({ gamma }) => gamma.shape,
    dbeta: ({ beta }) => beta.shape,
    dexpand: ({ expand }) => expand.shape,
  },
  composite: (inputs, attrs) =>
    attentionGradient(inputs, attrs, tf.zerosLike(inputs.mean), tf.zerosLike(inputs.mean)),
});

/** Computes the gradient of {@link attend} through attention, mean and variance, with ops that have gradients themselves. */
export function attentionGradient(
  {
    s,
    squeeze,
    gamma,
    beta,
    expand,
    hidden,
    compact,
    mean,
    variance,
    attention,
    dattention,
  }: AttendBackpropInputs,
  { epsilon }: AttendAttrs,
  dmean: Tensor,
  dvariance: Tensor,
): AttendBackpropOutputs {
  const [, columns] = expand.shape as [number, number];
  const dlogits = tf.reshape(branchSoftmaxBackprop({ attention, dy: dattention }), [-1, columns]);
  const dy = tf.matMul(dlogits, expand as Tensor2D, false, true);
  const { dx, dgamma, dbeta } = batchNormTrainingBackprop(
    { x: hidden, gamma, beta, mean, variance, dy, dmean, dvariance },
    { epsilon, relu: true },
  );
  return {
    ds: tf.matMul(dx as Tensor2D, squeeze as Tensor2D, false, true),
    dsqueeze: tf.matMul(s as Tensor2D, dx as Tensor2D, true, false),
    dgamma,
    dbeta,
    dexpand: tf.matMul(compact as Tensor2D, dlogits as Tensor2D, true, false),
  };
}

interface AttentionSizes {
  readonly n: number;
  readonly c: number;
  readonly d: number;
  readonly branches: number;
}

/** @throws ShapeError where the weights do not fit the means or each other. */
export function sizes(
  op: string,
  { s, squeeze, gamma, beta, expand }: { readonly [K in keyof AttendInputs]: Shaped },
): AttentionSizes {
  checkRank(op, 's', s.shape, ['batch', 'channels']);
  checkRank(op, 'squeeze', squeeze.shape, ['channels', 'width']);
  const [n, c] = s.shape as [number, number];
  const [, d] = squeeze.shape as [number, number];
  checkShape(op, 'squeeze', squeeze.shape, [c, d]);
  checkShape(op, 'gamma', gamma.shape, [d]);
  checkShape(op, 'beta', beta.shape, [d]);
  const columns = expand.shape[1] ?? 0;
  const branches = Math.max(1, Math.floor(columns / Math.max(1, c)));
  if (expand.shape.length !== 2 || expand.shape[0] !== d || columns !== branches * c) {
    throw new ShapeError(`${op}: expand wants [${d}, a multiple of ${c}], got [${expand.shape}]`);
  }
  return { n, c, d, branches };
}
