/** The cross entropy with a weight for each class, as `F.cross_entropy(weight=..., label_smoothing=...)` of PyTorch has it. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { TargetMixing } from './mixing.js';

/** The targets of images. */
export interface Targets {
  /** [N], int32: the index of each image's class. */
  readonly labels: tf.Tensor1D;
  readonly mixing?: TargetMixing | undefined;
}

/**
 * Returns the sum over images of the loss of each, in nats: minus the sum over classes of weight * target * log(softmax).
 * @param logits [N, K]
 * @param weights of the K classes
 * @param labelSmoothing the share of the target that is spread evenly over all K classes, 0 to 1
 */
export function weightedLossSum(
  logits: tf.Tensor2D,
  { labels, mixing }: Targets,
  weights: readonly number[],
  labelSmoothing: number,
): tf.Scalar {
  const classes = elementAt(logits.shape, 1);
  return tf.tidy(() => {
    const own = oneHot(labels, classes);
    const targets =
      mixing === undefined
        ? own
        : tf.add(tf.mul(own, mixing.share), tf.mul(oneHot(mixing.labels, classes), tf.sub(1, mixing.share)));
    const smoothed = tf.add(tf.mul(targets, 1 - labelSmoothing), labelSmoothing / classes);
    const parts = tf.mul(tf.mul(smoothed, tf.tensor1d([...weights])), tf.logSoftmax(logits));
    return tf.neg(tf.sum(parts)) as tf.Scalar;
  });
}

/**
 * Returns what PyTorch divides the sum over a batch by: the sum of the weights of the images' classes, or, for targets that
 * are probabilities, as those of mixed images are, the number of images.
 */
export function lossDivisor({ labels, mixing }: Targets, weights: readonly number[]): tf.Scalar {
  if (mixing !== undefined) return tf.scalar(labels.size);
  return tf.tidy(() => tf.sum(tf.gather(tf.tensor1d([...weights]), labels)) as tf.Scalar);
}

const oneHot = (labels: tf.Tensor1D, classes: number): tf.Tensor =>
  tf.cast(tf.oneHot(labels, classes), 'float32');
