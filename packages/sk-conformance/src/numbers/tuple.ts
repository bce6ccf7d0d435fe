/** Lists whose length is checked, as tuples. */

interface Tuples<T> {
  readonly 1: readonly [T];
  readonly 2: readonly [T, T];
  readonly 3: readonly [T, T, T];
  readonly 4: readonly [T, T, T, T];
  readonly 5: readonly [T, T, T, T, T];
}

/**
 * Returns a list as a tuple.
 *
 * @throws RangeError where the list has another length.
 */
export function tuple<T, N extends keyof Tuples<T>>(list: readonly T[], length: N): Tuples<T>[N] {
  if (list.length !== length)
    throw new RangeError(`tuple: list wants ${length} elements, got ${list.length}`);
  return list as Tuples<T>[N];
}
