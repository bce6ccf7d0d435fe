/**
 * Cross entropy of the softmax from logits, where it is stable, with the label smoothing of Szegedy et al. (paper
 * section 4.1).
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from '../contract/elementAt.js';
import { defineOp } from '../contract/op.js';
import { ShapeError } from '../contract/shapeError.js';
import type { Op, Shaped } from '../contract/types.js';
import { checkRank, checkShape } from './checkShape.js';

export interface SoftmaxCrossEntropyAttrs {
  /** The share of the target that is spread evenly over all K classes, 0 to 1. */
  readonly labelSmoothing: number;
}

export type SoftmaxCrossEntropyInputs = { readonly logits: Tensor; readonly labels: Tensor };
export type SoftmaxCrossEntropyBackpropInputs = SoftmaxCrossEntropyInputs & { readonly dy: Tensor };

/**
 * Computes the loss of each image, [N], in nats: minus the sum over classes of target * log(softmax(logits)).
 *
 * logits are [N, K]; labels [N] are the index of each image's class, as float32 (exact to 2^24). A label that is no
 * whole number from 0 to K - 1 makes the loss and the gradient of its image NaN. The gradient for labels is zero.
 */
export const softmaxCrossEntropy: Op<SoftmaxCrossEntropyInputs, SoftmaxCrossEntropyAttrs> = defineOp({
  kernelName: 'SkSoftmaxCrossEntropy',
  attrs: { labelSmoothing: true },
  outputs: ({ logits, labels }, attrs) => [batchAndClasses('softmaxCrossEntropy', logits, labels, attrs)[0]],
  composite: ({ logits, labels }, attrs) => {
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const logSum = tf.log(tf.sum(tf.exp(shifted), 1, true));
    return tf.sum(tf.mul(target(labels, classesOf(logits), attrs), tf.sub(logSum, shifted)), 1);
  },
  save: ['logits', 'labels'],
  gradient: (dy, { logits, labels }, attrs) => ({
    logits: () => softmaxCrossEntropyBackprop({ logits, labels, dy }, attrs),
    labels: () => tf.zerosLike(labels),
  }),
});

/**
 * Computes the gradient of {@link softmaxCrossEntropy} with respect to the logits: dy [N] times softmax(logits) -
 * target, as [N, K].
 */
export const softmaxCrossEntropyBackprop: Op<SoftmaxCrossEntropyBackpropInputs, SoftmaxCrossEntropyAttrs> =
  defineOp({
    kernelName: 'SkSoftmaxCrossEntropyBackprop',
    attrs: { labelSmoothing: true },
    outputs: ({ logits, labels, dy }, attrs) => {
      const [n, k] = batchAndClasses('softmaxCrossEntropyBackprop', logits, labels, attrs);
      checkShape('softmaxCrossEntropyBackprop', 'dy', dy.shape, [n]);
      return [n, k];
    },
    composite: ({ logits, labels, dy }, attrs) =>
      tf.mul(tf.expandDims(dy, 1), tf.sub(softmax(logits), target(labels, classesOf(logits), attrs))),
    save: ['logits', 'labels', 'dy'],
    gradient: (d, { logits, labels, dy }, attrs) => ({
      logits: () => {
        const p = softmax(logits);
        const centred = tf.sub(d, tf.sum(tf.mul(d, p), 1, true));
        return tf.mul(tf.expandDims(dy, 1), tf.mul(p, centred));
      },
      labels: () => tf.zerosLike(labels),
      dy: () =>
        tf.sum(tf.mul(d, softmaxCrossEntropyBackprop({ logits, labels, dy: tf.onesLike(dy) }, attrs)), 1),
    }),
  });

function batchAndClasses(
  op: string,
  logits: Shaped,
  labels: Shaped,
  { labelSmoothing }: SoftmaxCrossEntropyAttrs,
): [n: number, k: number] {
  checkRank(op, 'logits', logits.shape, ['batch', 'classes']);
  const [n, k] = logits.shape as [number, number];
  if (k === 0) throw new ShapeError(`${op}: logits wants at least one class, got [${logits.shape}]`);
  checkShape(op, 'labels', labels.shape, [n]);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ShapeError(`${op}: labelSmoothing wants 0 to 1, got ${labelSmoothing}`);
  }
  return [n, k];
}

const classesOf = ({ shape }: Shaped): number => elementAt(shape, 1);

/**
 * Returns the target [N, K], with a row of NaN where the label names no class. tf.oneHot does not do: it gives a row
 * of zeros there.
 */
function target(labels: Tensor, classes: number, { labelSmoothing }: SoftmaxCrossEntropyAttrs): Tensor {
  const own = tf.cast(tf.equal(tf.expandDims(labels, 1), tf.range(0, classes)), 'float32');
  const smoothed = tf.add(tf.mul(own, 1 - labelSmoothing), labelSmoothing / classes);
  return tf.add(smoothed, tf.where(tf.greater(tf.sum(own, 1, true), 0), 0, Number.NaN));
}

function softmax(logits: Tensor): Tensor {
  const e = tf.exp(tf.sub(logits, tf.max(logits, 1, true)));
  return tf.div(e, tf.sum(e, 1, true));
}
