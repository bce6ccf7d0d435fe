/** A read of a list or typed array that fails loudly where an index is wrong. */

/**
 * Returns the element at an index that is known to be inside.
 *
 * @throws RangeError where it is not.
 */
export function elementAt<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} is outside of ${values.length} elements`);
  return value;
}
