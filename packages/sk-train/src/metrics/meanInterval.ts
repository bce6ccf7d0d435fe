/** How far the mean of a few runs may lie from that of all. */

export interface Spread {
  readonly mean: number;
  /** The standard deviation of a sample: over n - 1. Absent for one value. */
  readonly deviation?: number;
  /** Bounds of 95 % confidence by Student's t distribution. Absent for one value. */
  readonly interval?: readonly [low: number, high: number];
}

/** Returns the mean of one value or more, and how far it may be off. */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean };
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const reach = (studentQuantile(count - 1) * deviation) / Math.sqrt(count);
  return { mean, deviation, interval: [mean - reach, mean + reach] };
}

/** Returns the t within which 95 % of Student's distribution lie on both sides of 0, by bisection over the angle. */
function studentQuantile(freedom: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (shareWithin(middle, freedom) < 0.95) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan((low + high) / 2);
}

/** Returns the share within t = sqrt(freedom) tan(angle) of 0. Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function shareWithin(angle: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let k = isOdd ? 1 : 0; k <= freedom - 2; k += 2) {
    sum += term;
    term *= cosine ** 2 * ((k + 1) / (k + 2));
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
