/** Turns the scores of an image into probabilities. */
import { elementAt } from 'sk-core';

/** Returns the logarithm of the sum of the exponentials, in float64. */
export function logSumExp(scores: Float32Array | Float64Array): number {
  const largest = greatest(scores);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  return largest + Math.log(sum);
}

/** Returns the softmax of the logits of one image, in float64. */
export function softmax(logits: Float32Array | Float64Array): Float64Array {
  const largest = greatest(logits);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function greatest(scores: Float32Array | Float64Array): number {
  let largest = -Infinity;
  for (const score of scores) largest = Math.max(largest, score);
  return largest;
}

/** Returns the index of the greatest value, the first of those that are equal. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (elementAt(values, i) > elementAt(values, best)) best = i;
  return best;
}

/** Returns the sum over the classes of the squared distances between the probabilities of an image and its class. */
export function brierScore(probabilities: Float64Array, label: number): number {
  return probabilities.reduce((sum, p, index) => sum + (p - (index === label ? 1 : 0)) ** 2, 0);
}
