/**
 * Cross entropy of the softmax, with the label smoothing of Szegedy et al. that the paper's section 4.1 uses.
 * Computed from logits, where it is stable; the gradient is written out, since the wasm backend has no LogSoftmax.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean loss over a batch, in nats, with its gradient with respect to the logits.
 * @param logits [N, K]
 * @param labels [N], int32, the index of each image's class
 * @param labelSmoothing the share of the target that is spread evenly over all K classes, 0 to 1
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, labelSmoothing = 0): tf.Scalar {
  const [count, classes] = logits.shape;
  const loss = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const logSum = tf.log(tf.sum(tf.exp(shifted), 1, true));
    const logProbabilities = tf.sub(shifted, logSum);
    const target = smoothedTargets(labels, classes, labelSmoothing);
    save([logProbabilities, target]);
    return {
      value: tf.neg(tf.div(tf.sum(tf.mul(target, logProbabilities)), count)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [savedLog, savedTarget] = saved as [tf.Tensor, tf.Tensor];
        return tf.mul(tf.sub(tf.exp(savedLog), savedTarget), tf.div(dy, count));
      },
    };
  });
  return tf.tidy(() => loss(logits) as tf.Scalar);
}

function smoothedTargets(labels: tf.Tensor1D, classes: number, labelSmoothing: number): tf.Tensor {
  const oneHot = tf.cast(tf.oneHot(labels, classes), 'float32');
  if (labelSmoothing === 0) return oneHot;
  return tf.add(tf.mul(oneHot, 1 - labelSmoothing), labelSmoothing / classes);
}

/** What `scoreLogits` finds in a batch; sums, so that batches of any size add up. */
export interface Scores {
  /** Sum of the losses, in nats, without label smoothing. */
  readonly loss: number;
  readonly top1: number;
  readonly top5: number;
}

/**
 * Loss and hits of a batch in float64.
 * @param logits [N, K] in row-major order
 * @param labels [N]
 */
export function scoreLogits(logits: Float32Array, labels: Int32Array): Scores {
  const classes = logits.length / labels.length;
  let loss = 0;
  let top1 = 0;
  let top5 = 0;
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    // A label that the model has no class for is a miss of unknown loss.
    const own = scores[label] ?? Number.NaN;
    let largest = -Infinity;
    for (const score of scores) largest = Math.max(largest, score);
    let sum = 0;
    let ahead = 0;
    scores.forEach((score, index) => {
      sum += Math.exp(score - largest);
      // A class of equal score and lower index comes first, as argMax has it.
      if (score > own || (score === own && index < label)) ahead++;
    });
    loss += largest + Math.log(sum) - own;
    if (Number.isNaN(own)) return;
    if (ahead < 1) top1++;
    if (ahead < 5) top5++;
  });
  return { loss, top1, top5 };
}
