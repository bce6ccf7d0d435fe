/** Strict comparison of numbers: NaN equals nothing but NaN, an infinity only itself. */
import { elementAt } from 'sk-core';
import { dot } from './array64.js';

export interface Tolerance {
  /** Tolerance relative to the wanted number. */
  readonly rtol: number;
  readonly atol: number;
}

/**
 * The tolerance of float32. It keeps 24 bits: a sum of a few hundred products of numbers below 1 is good to about
 * 1e-5, in any order of summation. Ten times that leaves room for kernels with fused or reordered sums, and none for
 * a wrong term.
 */
export const defaultTolerance: Tolerance = { rtol: 1e-4, atol: 5e-5 };

/** The error of numbers that differ. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
}

/**
 * Demands |actual - expected| <= atol + rtol * |expected| for each element.
 *
 * @param what Name in the error, which has the index, the number got and the number wanted.
 * @throws MismatchError at the first element that differs, or where the lengths differ.
 */
export function close(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  { rtol, atol }: Tolerance = defaultTolerance,
  shape?: readonly number[],
): void {
  if (actual.length !== expected.length) {
    throw new MismatchError(`${what} has ${actual.length} values, wanted ${expected.length}`);
  }
  let wrong = 0;
  let first = -1;
  for (let i = 0; i < expected.length; i++) {
    if (isClose(elementAt(actual, i), elementAt(expected, i), rtol, atol)) continue;
    if (first < 0) first = i;
    wrong++;
  }
  if (wrong === 0) return;
  throw new MismatchError(
    `${what}[${indexOf(first, shape)}] is ${actual[first]}, wanted ${expected[first]} (rtol ${rtol}, atol ${atol}); ` +
      `${wrong} of ${expected.length} values differ`,
  );
}

/**
 * Demands that two inner products are equal up to rounding, where algebra says so: the adjoint test <dy, A x> = <A'
 * dy, x>.
 *
 * @throws MismatchError
 */
export function equalProducts(
  [a, b]: readonly [ArrayLike<number>, ArrayLike<number>],
  [c, d]: readonly [ArrayLike<number>, ArrayLike<number>],
  what: string,
  { rtol, atol }: Tolerance = defaultTolerance,
): void {
  const [left, right] = [dot(a, b), dot(c, d)];
  // Rounding grows with the terms, not with their sum, in which they may cancel.
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  if (!(Math.abs(left - right) <= atol + rtol * size)) {
    throw new MismatchError(`${what}: ${left} is not ${right} (rtol ${rtol} of ${size}, atol ${atol})`);
  }
}

function isClose(a: number, b: number, rtol: number, atol: number): boolean {
  if (Number.isFinite(a) && Number.isFinite(b)) return Math.abs(a - b) <= atol + rtol * Math.abs(b);
  return Object.is(a, b);
}

function indexOf(flat: number, shape: readonly number[] | undefined): string {
  if (shape === undefined) return `${flat}`;
  const index: number[] = [];
  let rest = flat;
  for (const size of shape.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index.join(', ');
}

/** Returns the larger of two tolerances: the device's and the case's. */
export function wider(a: Tolerance, b: Tolerance = a): Tolerance {
  return { rtol: Math.max(a.rtol, b.rtol), atol: Math.max(a.atol, b.atol) };
}
