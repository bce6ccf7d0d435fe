/** Draws a digit in any size on a black canvas, so that the size of the object varies as in section 4.4. */
import { digitSize } from './digits.js';

/** Height and width of the canvas in pixels: a digit of twice its size fits with a margin. */
export const canvasSize = 64;

/** Where and how large: `scale` 1 is 28 pixels, the offsets are of the digit's centre from the canvas's, in pixels. */
export interface Placement {
  readonly scale: number;
  readonly right: number;
  readonly down: number;
}

/** The furthest that a digit is moved from the centre, in pixels, where the canvas leaves the room. */
const furthest = 4;

/** Three numbers from 0 to 1 become a scale from `smallest` to `largest` and an offset that keeps the digit inside. */
export function placementOf(
  [size, right, down]: readonly [number, number, number],
  [smallest, largest]: readonly [number, number],
): Placement {
  const scale = smallest + size * (largest - smallest);
  const room = Math.min(furthest, (canvasSize - digitSize * scale) / 2);
  return { scale, right: (2 * right - 1) * room, down: (2 * down - 1) * room };
}

/**
 * Adds a digit to a black canvas, bilinearly; a smaller one is averaged over all of its pixels.
 * @param digit `[28, 28]`
 * @returns `[64, 64]`
 */
export function placeDigit(digit: Uint8Array, { scale, right, down }: Placement): Uint8Array {
  const columns = axis(scale, right);
  const rows = axis(scale, down);
  const narrow = new Float32Array(digitSize * canvasSize);
  for (let y = 0; y < digitSize; y++)
    for (const { target, first, weights } of columns)
      narrow[y * canvasSize + target] = weighted(weights, digit, y * digitSize + first, 1);
  const canvas = new Uint8Array(canvasSize * canvasSize);
  for (const { target, first, weights } of rows)
    for (const { target: x } of columns)
      canvas[target * canvasSize + x] = Math.round(
        weighted(weights, narrow, first * canvasSize + x, canvasSize),
      );
  return canvas;
}

function weighted(
  weights: Float64Array,
  values: Uint8Array | Float32Array,
  from: number,
  step: number,
): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k]! * values[from + k * step]!;
  return sum;
}

/** A pixel of the canvas that the digit reaches, and the pixels of the digit that make it. */
interface Pixel {
  readonly target: number;
  readonly first: number;
  readonly weights: Float64Array;
}

function axis(scale: number, offset: number): Pixel[] {
  const pixels: Pixel[] = [];
  const stretch = Math.max(1, 1 / scale);
  for (let target = 0; target < canvasSize; target++) {
    const centre = (target + 0.5 - canvasSize / 2 - offset) / scale + digitSize / 2;
    const reach = Math.ceil(centre - stretch - 0.5);
    const all = Float64Array.from({ length: Math.floor(centre + stretch - 0.5) - reach + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(reach + k + 0.5 - centre) / stretch),
    );
    const sum = all.reduce((a, b) => a + b, 0);
    const first = Math.max(0, reach);
    const weights = all.slice(first - reach, Math.max(0, digitSize - reach)).map((weight) => weight / sum);
    if (weights.length > 0) pixels.push({ target, first, weights });
  }
  return pixels;
}
