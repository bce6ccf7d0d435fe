/** The classes that a network takes for each other most often. */

export interface ConfusedPair {
  readonly label: number;
  readonly predicted: number;
  /** Images of the first class that were taken for the second. */
  readonly count: number;
}

/**
 * Returns the `most` pairs of different classes with the highest counts, the highest first, and none without a count.
 *
 * @param confusion Images by true class, then by predicted class.
 */
export function confusedPairs(
  confusion: readonly (readonly number[])[],
  most: number,
): readonly ConfusedPair[] {
  const pairs: ConfusedPair[] = [];
  confusion.forEach((row, label) => {
    row.forEach((count, predicted) => {
      if (count > 0 && label !== predicted) pairs.push({ label, predicted, count });
    });
  });
  return pairs.sort((a, b) => b.count - a.count).slice(0, most);
}
