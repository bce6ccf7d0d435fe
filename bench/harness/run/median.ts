/** The median of a list. */

/**
 * Returns the middle value; of an even count the mean of the middle two.
 *
 * @throws RangeError for an empty list.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high = low] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  if (low === undefined || high === undefined)
    throw new RangeError('median: values wants a number, got none');
  return (low + high) / 2;
}
