/** Turns the scores of an image into probabilities. */
import { elementAt } from 'sk-core';

/** Returns the softmax of the logits of one image, in float64. */
export function softmax(logits: ArrayLike<number>): Float64Array {
  const scores = Float64Array.from(logits);
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
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
