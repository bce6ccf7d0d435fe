/** A checked read of a list or typed array. */

/**
 * Returns the element at an index.
 *
 * @throws RangeError for an index outside.
 */
export function elementAt<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} is outside of ${values.length} elements`);
  return value;
}
