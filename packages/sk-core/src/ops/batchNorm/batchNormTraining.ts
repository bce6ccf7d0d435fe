/** Batch normalisation in training, with the batch's own statistics and, if asked, the ReLU behind it. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../contract/op.js';
import { ShapeError } from '../../contract/shapeError.js';
import type { Op, Shaped } from '../../contract/types.js';
import { checkShape } from '../checkShape.js';

export interface BatchNormAttrs {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Whether the output is rectified. */
  readonly relu: boolean;
}

export type BatchNormInputs = { readonly x: Tensor; readonly gamma: Tensor; readonly beta: Tensor };
export type BatchNormOutputs = { readonly y: Tensor; readonly mean: Tensor; readonly variance: Tensor };

/**
 * Normalises x [..., C] by the mean and the biased variance of each channel, scales by gamma [C], shifts by beta [C]
 * and, with `relu`, rectifies. Returns y of x's shape, mean [C] and variance [C].
 */
export const batchNormTraining: Op<BatchNormInputs, BatchNormAttrs, BatchNormOutputs> = defineOp({
  kernelName: 'SkBatchNormTraining',
  attrs: { epsilon: true, relu: true },
  outputs: {
    y: ({ x, gamma, beta }) => {
      const c = channels('batchNormTraining', x);
      checkShape('batchNormTraining', 'gamma', gamma.shape, c);
      checkShape('batchNormTraining', 'beta', beta.shape, c);
      return x.shape;
    },
    mean: ({ x }) => x.shape.slice(-1),
    variance: ({ x }) => x.shape.slice(-1),
  },
  composite: ({ x, gamma, beta }, { epsilon, relu }) => {
    const { mean, variance } = tf.moments(x, allButLast(x));
    const y = tf.add(tf.mul(normalise(x, mean, variance, epsilon), gamma), beta);
    return { y: relu ? tf.relu(y) : y, mean, variance };
  },
  // beta is saved and y is not: the sign under the ReLU can be computed again, and y need not stay in memory.
  save: ['x', 'gamma', 'beta', 'mean', 'variance'],
  gradient: ({ y: dy, mean: dmean, variance: dvariance }, saved, attrs) => {
    const { dx, dgamma, dbeta } = batchNormTrainingBackprop({ dy, dmean, dvariance, ...saved }, attrs);
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
});

export type BatchNormBackpropInputs = BatchNormInputs & {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly dy: Tensor;
  readonly dmean: Tensor;
  readonly dvariance: Tensor;
};
export type BatchNormBackpropOutputs = {
  readonly dx: Tensor;
  readonly dgamma: Tensor;
  readonly dbeta: Tensor;
};

/**
 * Computes the gradient of {@link batchNormTraining} through all three outputs: y, mean and variance. x and dy are
 * [..., C], all other inputs [C].
 */
export const batchNormTrainingBackprop: Op<
  BatchNormBackpropInputs,
  BatchNormAttrs,
  BatchNormBackpropOutputs
> = defineOp({
  kernelName: 'SkBatchNormTrainingBackprop',
  attrs: { epsilon: true, relu: true },
  outputs: {
    dx: ({ x, dy, ...ofChannels }) => {
      checkShape('batchNormTrainingBackprop', 'dy', dy.shape, x.shape);
      const c = channels('batchNormTrainingBackprop', x);
      for (const [name, { shape }] of Object.entries(ofChannels)) {
        checkShape('batchNormTrainingBackprop', name, shape, c);
      }
      return x.shape;
    },
    dgamma: ({ gamma }) => gamma.shape,
    dbeta: ({ beta }) => beta.shape,
  },
  composite: ({ x, gamma, beta, mean, variance, dy, dmean, dvariance }, attrs) => {
    const axes = allButLast(x);
    const n = x.size / gamma.size;
    const xhat = normalise(x, mean, variance, attrs.epsilon);
    const g = rectified(dy, xhat, gamma, beta, attrs);
    const dbeta = tf.sum(g, axes);
    const dgamma = tf.sum(tf.mul(g, xhat), axes);
    const centred = tf.sub(tf.sub(g, tf.div(dbeta, n)), tf.mul(xhat, tf.div(dgamma, n)));
    const throughY = tf.mul(centred, tf.mul(gamma, tf.rsqrt(tf.add(variance, attrs.epsilon))));
    const throughMoments = tf.add(tf.div(dmean, n), tf.mul(tf.sub(x, mean), tf.mul(dvariance, 2 / n)));
    return { dx: tf.add(throughY, throughMoments), dgamma, dbeta };
  },
  save: ['x', 'gamma', 'beta', 'mean', 'variance', 'dy', 'dvariance'],
  gradient: ({ dx: a, dgamma: b, dbeta: c }, saved, attrs, { x: { shape } }) => {
    // tfjs's webgpu cannot broadcast vectors to ranks above 4.
    const flat = (t: Tensor): Tensor => tf.reshape(t, [-1, ...shape.slice(-1)]);
    const rows = { ...saved, x: flat(saved.x), dy: flat(saved.dy) };
    const { x, dy, ...ofChannels } = secondGradient(flat(a), b, c, rows, attrs);
    return { ...ofChannels, x: () => tf.reshape(x(), shape), dy: () => tf.reshape(dy(), shape) };
  },
});

/**
 * Returns the gradient of dx, dgamma and dbeta, with cotangents a [..., C], b [C] and c [C]. It is written with the
 * sums over pixels that it consists of: with k = gamma * r, the sum of a * dx is k * (S - A Q / n - X P / n) + dmean
 * * A / n + 2 * dvariance * X / (n r).
 */
export function secondGradient(
  a: Tensor,
  b: Tensor,
  c: Tensor,
  saved: Omit<BatchNormBackpropInputs, 'dmean'>,
  attrs: BatchNormAttrs,
): { readonly [name in keyof BatchNormBackpropInputs]: () => Tensor } {
  const { x, gamma, beta, mean, variance, dy, dvariance } = saved;
  const axes = allButLast(x);
  const n = x.size / gamma.size;
  const r = tf.rsqrt(tf.add(variance, attrs.epsilon));
  const xhat = normalise(x, mean, variance, attrs.epsilon);
  const g = rectified(dy, xhat, gamma, beta, attrs);
  const [A, X, S, P, Q] = [a, tf.mul(a, xhat), tf.mul(a, g), tf.mul(g, xhat), g].map((t) =>
    tf.sum(t, axes),
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const k = tf.mul(gamma, r);
  const kX = tf.div(tf.mul(k, X), n);

  const ofGradient = tf.add(tf.add(tf.mul(k, tf.sub(a, tf.div(A, n))), tf.mul(xhat, tf.sub(b, kX))), c);
  const ofXhat = tf.add(tf.mul(a, tf.neg(tf.div(tf.mul(k, P), n))), tf.mul(g, tf.sub(b, kX)));
  const ofX = tf.add(tf.mul(ofXhat, r), tf.mul(a, tf.mul(dvariance, 2 / n)));
  const ofK = tf.sub(S, tf.div(tf.add(tf.mul(A, Q), tf.mul(X, P)), n));
  const ofR = tf.add(tf.mul(gamma, ofK), tf.div(tf.mul(P, tf.sub(b, tf.mul(kX, 2))), r));
  return {
    x: () => ofX,
    gamma: () => tf.mul(r, ofK),
    beta: () => tf.zerosLike(beta),
    mean: () => tf.neg(tf.sum(ofX, axes)),
    variance: () => tf.mul(ofR, tf.mul(tf.pow(r, 3), -0.5)),
    dy: () => rectified(ofGradient, xhat, gamma, beta, attrs),
    dmean: () => tf.div(A, n),
    dvariance: () => tf.div(tf.mul(X, 2 / n), r),
  };
}

export function channels(op: string, { shape }: Shaped): number[] {
  if (shape.length < 2) throw new ShapeError(`${op}: x wants [..., channels], got [${shape}]`);
  return shape.slice(-1);
}

const allButLast = ({ shape }: Shaped): number[] => shape.slice(0, -1).map((_, axis) => axis);

function normalise(x: Tensor, mean: Tensor, variance: Tensor, epsilon: number): Tensor {
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
}

/** Returns dy where the ReLU let y pass, and 0 elsewhere. */
function rectified(dy: Tensor, xhat: Tensor, gamma: Tensor, beta: Tensor, { relu }: BatchNormAttrs): Tensor {
  return relu ? tf.mul(dy, tf.step(tf.add(tf.mul(xhat, gamma), beta))) : dy;
}
