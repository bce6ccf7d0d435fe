/** Cross entropy of the softmax with label smoothing (paper section 4.1) in float64 loops, and its gradient. */
import { type Array64, zeros64 } from '../numbers/array64.js';

export interface CrossEntropySpec {
  readonly labelSmoothing: number;
}

/** Logits [N, K] and class indices [N] to the loss of each image, in nats; NaN where the index names no class. */
export function softmaxCrossEntropy(logits: Array64, labels: Array64, spec: CrossEntropySpec): Array64 {
  const [n, k] = logits.shape;
  const losses = zeros64([n]);
  for (let image = 0; image < n; image++) {
    const row = logits.values.subarray(image * k, (image + 1) * k);
    const logSum = logSumOfExponentials(row);
    for (let i = 0; i < k; i++)
      losses.values[image] -= targetOf(i, labels.values[image], k, spec) * (row[i] - logSum);
  }
  return losses;
}

/** Gradient of {@link softmaxCrossEntropy} with respect to the logits. */
export function softmaxCrossEntropyGradient(
  logits: Array64,
  labels: Array64,
  dy: Array64,
  spec: CrossEntropySpec,
): Array64 {
  const [n, k] = logits.shape;
  const d = zeros64(logits.shape);
  for (let image = 0; image < n; image++) {
    const row = logits.values.subarray(image * k, (image + 1) * k);
    const logSum = logSumOfExponentials(row);
    for (let i = 0; i < k; i++) {
      const error = Math.exp(row[i] - logSum) - targetOf(i, labels.values[image], k, spec);
      d.values[image * k + i] = dy.values[image] * error;
    }
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
