/** Lists that are longer than what one dispatch can bind. */

export interface Chunk<T> {
  /** Index of the first item. */
  readonly from: number;
  readonly items: readonly T[];
}

export function chunks<T>(items: readonly T[], most: number): Chunk<T>[] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => ({
    from: i * most,
    items: items.slice(i * most, (i + 1) * most),
  }));
}
