/** Numbers in buckets of equal width, with the sums that TensorBoard keeps beside them. */

export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Right edges, rising from `min` to `max` or beyond. */
  readonly limits: readonly number[];
  /** How many numbers lie between a limit and the one before; none before the first. */
  readonly counts: readonly number[];
}

const buckets = 30;

/** @throws RangeError for no number at all, and for one that is not finite */
export function histogram(values: ArrayLike<number>): Histogram {
  const list = Array.from(values);
  const wrong = list.findIndex((value) => !Number.isFinite(value));
  if (list.length === 0 || wrong >= 0) {
    const got = list.length === 0 ? 'none' : `${list[wrong]} at place ${wrong}`;
    throw new RangeError(`histogram: values wants at least one number, all finite, got ${got}`);
  }
  const min = list.reduce((a, b) => Math.min(a, b));
  const max = list.reduce((a, b) => Math.max(a, b));
  // Numbers that are all but equal lie in one bucket, wide enough for its edges to differ.
  const least = Math.max(Math.abs(min), Math.abs(max), 1e-30) * 1e-9;
  const width = Math.max((max - min) / buckets, least);
  const counts = new Array<number>(buckets).fill(0);
  for (const value of list) counts[Math.min(buckets - 1, Math.floor((value - min) / width))]!++;
  const edges = counts.map((_, i) => min + (i + 1) * width);
  edges[buckets - 1] = Math.max(edges[buckets - 1]!, max);
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
