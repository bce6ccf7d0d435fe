/** Cross entropy of the softmax with label smoothing (paper section 4.1) in float64 loops, and its gradient. */
import { type Array64, add, at, zeros64 } from '../numbers/array64.js';
import { tuple } from '../numbers/tuple.js';

export interface CrossEntropySpec {
  readonly labelSmoothing: number;
}

/**
 * Returns the loss of each image, in nats, from logits [N, K] and class indices [N]; NaN where the index names no
 * class.
 */
export function softmaxCrossEntropy(logits: Array64, labels: Array64, spec: CrossEntropySpec): Array64 {
  const [n, k] = tuple(logits.shape, 2);
  const losses = zeros64([n]);
  for (let image = 0; image < n; image++) {
    const row = logits.values.subarray(image * k, (image + 1) * k);
    const logSum = logSumOfExponentials(row);
    row.forEach((logit, i) => {
      add(losses, image, -targetOf(i, at(labels, image), k, spec) * (logit - logSum));
    });
  }
  return losses;
}

/** Returns the gradient of {@link softmaxCrossEntropy} with respect to the logits. */
export function softmaxCrossEntropyGradient(
  logits: Array64,
  labels: Array64,
  dy: Array64,
  spec: CrossEntropySpec,
): Array64 {
  const [n, k] = tuple(logits.shape, 2);
  const d = zeros64(logits.shape);
  for (let image = 0; image < n; image++) {
    const row = logits.values.subarray(image * k, (image + 1) * k);
    const logSum = logSumOfExponentials(row);
    row.forEach((logit, i) => {
      const error = Math.exp(logit - logSum) - targetOf(i, at(labels, image), k, spec);
      d.values[image * k + i] = at(dy, image) * error;
    });
  }
  return d;
}

function targetOf(
  index: number,
  label: number,
  classes: number,
  { labelSmoothing }: CrossEntropySpec,
): number {
  if (!Number.isInteger(label) || label < 0 || label >= classes) return Number.NaN;
  return labelSmoothing / classes + (index === label ? 1 - labelSmoothing : 0);
}

function logSumOfExponentials(row: Float64Array): number {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0));
}
