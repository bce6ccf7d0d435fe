/** The end of a residual unit in training: batch normalisation by the batch's own statistics, an addition, the ReLU. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { defineOp } from '../../contract/op.js';
import type { Op } from '../../contract/types.js';
import { checkShape } from '../checkShape.js';
import {
  type BatchNormBackpropOutputs,
  type BatchNormInputs,
  type BatchNormOutputs,
  batchNormTraining,
  batchNormTrainingBackprop,
  channels,
  secondGradient,
} from './batchNormTraining.js';

export interface BatchNormAddReluAttrs {
  /** Added to the variance. */
  readonly epsilon: number;
}

export type BatchNormAddReluInputs = BatchNormInputs & {
  /** A tensor of x's shape. */
  readonly addend: Tensor;
};

const linear = (attrs: BatchNormAddReluAttrs): { epsilon: number; relu: false } => ({
  ...attrs,
  relu: false,
});

/**
 * Normalises x [..., C] as `batchNormTraining` does, adds a tensor of its shape and rectifies the sum. Returns y of x's
 * shape, mean [C] and variance [C] of x.
 */
export const batchNormAddRelu: Op<BatchNormAddReluInputs, BatchNormAddReluAttrs, BatchNormOutputs> = defineOp(
  {
    kernelName: 'SkBatchNormAddRelu',
    attrs: { epsilon: true },
    outputs: {
      y: ({ x, gamma, beta, addend }) => {
        const c = channels('batchNormAddRelu', x);
        checkShape('batchNormAddRelu', 'gamma', gamma.shape, c);
        checkShape('batchNormAddRelu', 'beta', beta.shape, c);
        checkShape('batchNormAddRelu', 'addend', addend.shape, x.shape);
        return x.shape;
      },
      mean: ({ x }) => x.shape.slice(-1),
      variance: ({ x }) => x.shape.slice(-1),
    },
    composite: ({ x, gamma, beta, addend }, attrs) => {
      const { y, mean, variance } = batchNormTraining({ x, gamma, beta }, linear(attrs));
      return { y: tf.relu(tf.add(y, addend)), mean, variance };
    },
    // y is the input of the next unit, which saves it anyway, and the addend is not needed beside it.
    save: ['x', 'gamma', 'beta', 'mean', 'variance', 'y'],
    gradient: ({ y: dy, mean: dmean, variance: dvariance }, saved, attrs) => {
      const { dx, dgamma, dbeta, daddend } = batchNormAddReluBackprop(
        { dy, dmean, dvariance, ...saved },
        attrs,
      );
      return { x: () => dx, gamma: () => dgamma, beta: () => dbeta, addend: () => daddend };
    },
  },
);

export type BatchNormAddReluBackpropInputs = BatchNormInputs & {
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** The output of the forward pass, whose sign tells what the ReLU let pass. */
  readonly y: Tensor;
  readonly dy: Tensor;
  readonly dmean: Tensor;
  readonly dvariance: Tensor;
};
export type BatchNormAddReluBackpropOutputs = BatchNormBackpropOutputs & { readonly daddend: Tensor };

/**
 * Computes the gradient of {@link batchNormAddRelu} through all three outputs. x, y and dy are [..., C], all other inputs
 * [C].
 */
export const batchNormAddReluBackprop: Op<
  BatchNormAddReluBackpropInputs,
  BatchNormAddReluAttrs,
  BatchNormAddReluBackpropOutputs
> = defineOp({
  kernelName: 'SkBatchNormAddReluBackprop',
  attrs: { epsilon: true },
  outputs: {
    dx: ({ x, y, dy, ...ofChannels }) => {
      checkShape('batchNormAddReluBackprop', 'y', y.shape, x.shape);
      checkShape('batchNormAddReluBackprop', 'dy', dy.shape, x.shape);
      const c = channels('batchNormAddReluBackprop', x);
      for (const [name, { shape }] of Object.entries(ofChannels)) {
        checkShape('batchNormAddReluBackprop', name, shape, c);
      }
      return x.shape;
    },
    dgamma: ({ gamma }) => gamma.shape,
    dbeta: ({ beta }) => beta.shape,
    daddend: ({ x }) => x.shape,
  },
  composite: ({ y, dy, ...inputs }, attrs) => {
    const daddend = passed(dy, y);
    return { ...batchNormTrainingBackprop({ ...inputs, dy: daddend }, linear(attrs)), daddend };
  },
  save: ['x', 'gamma', 'beta', 'mean', 'variance', 'y', 'dy', 'dvariance'],
  gradient: ({ dx: a, dgamma: b, dbeta: c, daddend: d }, { y, ...saved }, attrs, { x: { shape } }) => {
    // tfjs's webgpu cannot broadcast vectors to ranks above 4.
    const flat = (t: Tensor): Tensor => tf.reshape(t, [-1, ...shape.slice(-1)]);
    const rows = { ...saved, x: flat(saved.x), dy: flat(passed(saved.dy, y)) };
    const { x, dy, ...ofChannels } = secondGradient(flat(a), b, c, rows, linear(attrs));
    return {
      ...ofChannels,
      x: () => tf.reshape(x(), shape),
      y: () => tf.zerosLike(y),
      dy: () => passed(tf.add(tf.reshape(dy(), shape), d), y),
    };
  },
});

/** Returns dy where the ReLU let y pass, and 0 elsewhere. */
const passed = (dy: Tensor, y: Tensor): Tensor => tf.mul(dy, tf.step(y));
