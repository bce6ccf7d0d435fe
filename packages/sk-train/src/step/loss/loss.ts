/** Losses and scores of a batch of logits. */
import * as tf from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from 'sk-core';
import { logSumExp } from '../../metrics/probabilities.js';
import type { TargetMixing } from './mixing.js';

/**
 * Returns the mean over a batch of the loss of each image, `softmaxCrossEntropy` of sk-core, in nats, with its gradient
 * with respect to the logits.
 * @param logits [N, K]
 * @param labels [N], int32, the index of each image's class; NaN is the loss of a batch with a label of no class
 * @param labelSmoothing the share of the target that is spread evenly over all K classes, 0 to 1
 * @param mixing of each target with another class; the loss for it is that of each class, by their shares
 */
export function meanCrossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  labelSmoothing = 0,
  mixing?: TargetMixing,
): tf.Scalar {
  const losses = (classes: tf.Tensor1D): tf.Tensor =>
    softmaxCrossEntropy({ logits, labels: tf.cast(classes, 'float32') }, { labelSmoothing });
  return tf.tidy(() => {
    if (mixing === undefined) return tf.mean(losses(labels));
    const { labels: partners, share } = mixing;
    return tf.mean(tf.add(tf.mul(losses(labels), share), tf.mul(losses(partners), tf.sub(1, share))));
  });
}

/** Loss and hits of a batch; sums, so that batches of any size add up. */
export interface Scores {
  /** Sum of the losses, in nats, without label smoothing. */
  readonly loss: number;
  readonly top1: number;
  readonly top5: number;
}

/**
 * Returns loss and hits of a batch, computed in float64.
 * @param logits [N, K] in row-major order
 * @param labels [N]
 */
export function scoreLogits(logits: Float32Array | Float64Array, labels: Int32Array): Scores {
  const classes = logits.length / labels.length;
  let loss = 0;
  let top1 = 0;
  let top5 = 0;
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    // A label that the model has no class for is a miss of unknown loss.
    const own = scores[label] ?? Number.NaN;
    let ahead = 0;
    scores.forEach((score, index) => {
      // A class of equal score and lower index comes first, as argMax has it.
      if (score > own || (score === own && index < label)) ahead++;
    });
    loss += logSumExp(scores) - own;
    if (Number.isNaN(own)) return;
    if (ahead < 1) top1++;
    if (ahead < 5) top5++;
  });
  return { loss, top1, top5 };
}
