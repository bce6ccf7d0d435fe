/** Cross entropy of the softmax with label smoothing (paper section 4.1) in float64 loops, and its first two gradients. */
import { elementAt } from 'sk-core';
import { type Array64, add, at, dot, zeros64 } from '../numbers/array64.js';
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
    const logSum = logSumOfExponentials(logits.values.subarray(image * k, (image + 1) * k));
    const [label, slope] = [at(labels, image), at(dy, image)];
    for (let i = 0; i < k; i++) {
      const index = image * k + i;
      d.values[index] = slope * (Math.exp(at(logits, index) - logSum) - targetOf(i, label, k, spec));
    }
  }
  return d;
}

/**
 * Returns the gradients of <dd, d> with respect to the logits and to dy, where d is what {@link softmaxCrossEntropyGradient}
 * returns and dd has its shape [N, K]. They are NaN for an image whose label names no class.
 */
export function softmaxCrossEntropySecondGradient(
  logits: Array64,
  labels: Array64,
  dy: Array64,
  dd: Array64,
  spec: CrossEntropySpec,
): readonly [dlogits: Array64, ddy: Array64] {
  const [n, k] = tuple(logits.shape, 2);
  const [dlogits, ddy] = [zeros64(logits.shape), zeros64(dy.shape)];
  for (let image = 0; image < n; image++) {
    const rowOf = ({ values }: Array64): Float64Array => values.subarray(image * k, (image + 1) * k);
    const [x, direction] = [rowOf(logits), rowOf(dd)];
    const logSum = logSumOfExponentials(x);
    const probabilities = x.map((logit) => Math.exp(logit - logSum));
    const target = (i: number): number => targetOf(i, at(labels, image), k, spec);
    ddy.values[image] = direction.reduce(
      (sum, d, i) => sum + d * (elementAt(probabilities, i) - target(i)),
      0,
    );
    const slope = Number.isNaN(target(0)) ? Number.NaN : at(dy, image);
    const mean = dot(probabilities, direction);
    rowOf(dlogits).set(probabilities.map((p, i) => slope * p * (elementAt(direction, i) - mean)));
  }
  return [dlogits, ddy];
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
  let largest = Number.NEGATIVE_INFINITY;
  for (const x of row) largest = Math.max(largest, x);
  let sum = 0;
  for (const x of row) sum += Math.exp(x - largest);
  return largest + Math.log(sum);
}
