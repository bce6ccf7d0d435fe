/** Arrays in float64, with their shape. References read and write them. */
import { checkOptions, elementAt, type OptionNames } from 'sk-core';

export interface Array64 {
  readonly shape: readonly number[];
  /** Values in row-major order. */
  readonly values: Float64Array;
}

/** Returns the number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Returns an array of zeros. */
export function zeros64(shape: readonly number[]): Array64 {
  return { shape, values: new Float64Array(sizeOf(shape)) };
}

/**
 * Returns an array of given values.
 *
 * @throws RangeError where the shape has another number of elements.
 */
export function array64(shape: readonly number[], values: ArrayLike<number>): Array64 {
  if (values.length !== sizeOf(shape)) {
    throw new RangeError(`array64: [${shape}] wants ${sizeOf(shape)} values, got ${values.length}`);
  }
  return { shape, values: Float64Array.from(values) };
}

export interface NoiseOptions {
  /** Middle of the interval, 0 by default. */
  readonly mean?: number;
  /** Half the width of the interval, 1 by default. */
  readonly spread?: number;
  /** In place of the interval: whole numbers from 0 to below - 1, all of them equally likely. */
  readonly below?: number;
  /** A value in the place of the middle one. */
  readonly planted?: number;
}

const optionNames: OptionNames<NoiseOptions> = { mean: true, spread: true, below: true, planted: true };

/**
 * Returns numbers uniform in [mean - spread, mean + spread), or class indices with `below`. Each is exact in float32,
 * and the same on every machine.
 */
export function noise(shape: readonly number[], seed: number, options: NoiseOptions = {}): Array64 {
  checkOptions('noise: options', options, optionNames);
  const { mean = 0, spread = 1, below, planted } = options;
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const values = Float64Array.from({ length: sizeOf(shape) }, () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    const share = ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    return below === undefined ? Math.fround(mean + spread * (2 * share - 1)) : Math.floor(below * share);
  });
  if (planted !== undefined) values[Math.floor(values.length / 2)] = planted;
  return { shape, values };
}

/**
 * Returns the value at a row-major index.
 *
 * @throws RangeError for an index outside.
 */
export function at({ values }: Array64, index: number): number {
  // This is not elementAt of sk-core: one type of array keeps the inner loops of references fast.
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} is outside of ${values.length} values`);
  return value;
}

/**
 * Adds to the value at a row-major index.
 *
 * @throws RangeError for an index outside.
 */
export function add(array: Array64, index: number, amount: number): void {
  array.values[index] = at(array, index) + amount;
}

/** Returns the sum of products of two lists of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += elementAt(a, i) * elementAt(b, i);
  return sum;
}
