/** Arrays in float64, with their shape: what references read and write. */

export interface Array64 {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function zeros64(shape: readonly number[]): Array64 {
  return { shape, values: new Float64Array(sizeOf(shape)) };
}

export function array64(shape: readonly number[], values: ArrayLike<number>): Array64 {
  if (values.length !== sizeOf(shape)) {
    throw new RangeError(`array64: got ${values.length} values, [${shape}] wants ${sizeOf(shape)}`);
  }
  return { shape, values: Float64Array.from(values) };
}

export interface NoiseOptions {
  /** 0 by default. */
  readonly mean?: number;
  /** Half the width of the interval, 1 by default. */
  readonly spread?: number;
  /** Whole numbers from 0 to below - 1, each as likely as the others, in place of the interval. */
  readonly below?: number;
}

/**
 * Numbers uniform in [mean - spread, mean + spread), or class indices with `below`. Each is exact in float32, and the
 * same on every machine.
 */
export function noise(
  shape: readonly number[],
  seed: number,
  { mean = 0, spread = 1, below }: NoiseOptions = {},
): Array64 {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const values = Float64Array.from({ length: sizeOf(shape) }, () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    const share = ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    return below === undefined ? Math.fround(mean + spread * (2 * share - 1)) : Math.floor(below * share);
  });
  return { shape, values };
}

/** Sum of products of two arrays of one size. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
