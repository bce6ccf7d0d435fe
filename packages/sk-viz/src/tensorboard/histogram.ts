/** Numbers in buckets of equal width, with the sums that TensorBoard keeps beside them. */

export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Right edges, rising from `min` to `max`. */
  readonly limits: readonly number[];
  /** How many numbers lie between a limit and the one before; none before the first. */
  readonly counts: readonly number[];
}

const buckets = 30;

/** At least one finite number. */
export function histogram(values: ArrayLike<number>): Histogram {
  const list = Array.from(values);
  const [min, max] = [Math.min(...list), Math.max(...list)];
  const width = (max - min) / buckets || Math.max(Math.abs(min), 1) * 1e-6;
  const counts = new Array<number>(buckets).fill(0);
  for (const value of list) counts[Math.min(buckets - 1, Math.floor((value - min) / width))]!++;
  const edges = counts.map((_, i) => min + (i + 1) * width);
  return {
    min,
    max,
    count: list.length,
    sum: list.reduce((a, b) => a + b, 0),
    sumOfSquares: list.reduce((a, b) => a + b * b, 0),
    // The first bucket of a reader begins at its limit before: an empty one marks where the numbers begin.
    limits: [min, ...edges],
    counts: [0, ...counts],
  };
}
