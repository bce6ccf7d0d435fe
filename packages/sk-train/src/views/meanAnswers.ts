/** The answers for several views of the same images as one. */
import { elementAt } from 'sk-core';
import { logSumExp } from '../metrics/probabilities.js';

/**
 * Returns the logarithm of the mean of the views' probabilities: the logits of that mean, in float64.
 *
 * @param views Logits [N, classes] of each view.
 */
export function meanLogits(views: readonly Float32Array[], classes: number): Float64Array {
  const logs = views.map((logits) => logProbabilities(logits, classes));
  return elementAt(logs, 0).map((_, i) => {
    const values = Float64Array.from(logs, (view) => elementAt(view, i));
    // A probability too small for a number still has a logarithm.
    if (values.every((value) => value === -Infinity)) return -Infinity;
    return logSumExp(values) - Math.log(values.length);
  });
}

function logProbabilities(logits: Float32Array, classes: number): Float64Array {
  const logs = Float64Array.from(logits);
  for (let start = 0; start < logs.length; start += classes) {
    const row = logs.subarray(start, start + classes);
    const total = logSumExp(row);
    row.forEach((logit, i) => {
      row[i] = logit - total;
    });
  }
  return logs;
}

/** Returns the mean of the views' probabilities. */
export function meanProbabilities(views: readonly Float32Array[]): Float32Array {
  return elementAt(views, 0).map(
    (_, i) => views.reduce((sum, view) => sum + elementAt(view, i), 0) / views.length,
  );
}
