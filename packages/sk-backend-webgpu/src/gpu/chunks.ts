/** Lists cut into parts that one dispatch can bind. */

export interface Chunk<T> {
  /** Index of the first item. */
  readonly from: number;
  readonly items: readonly T[];
}

/** Cuts a list into parts of at most `most` items. */
export function chunks<T>(items: readonly T[], most: number): Chunk<T>[] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => ({
    from: i * most,
    items: items.slice(i * most, (i + 1) * most),
  }));
}
