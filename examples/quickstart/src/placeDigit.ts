/** Draws a digit in any size on a black canvas, so that the size of the object varies as in section 4.4. */
import { digitSize } from './digit.js';

/** Height and width of the canvas in pixels: a digit of twice its size fits with a margin. */
export const canvasSize = 64;

/**
 * Draws a digit in the middle of a black canvas, bilinearly; a smaller one is averaged over all of its pixels.
 * @param digit `[28, 28]`
 * @param scale 1 is 28 pixels
 * @returns `[64, 64]`
 */
export function placeDigit(digit: Uint8Array, scale: number): Uint8Array {
  const pixels = axis(scale);
  const narrow = new Float32Array(digitSize * canvasSize);
  for (let y = 0; y < digitSize; y++)
    for (const { target, first, weights } of pixels)
      narrow[y * canvasSize + target] = weighted(weights, digit, y * digitSize + first, 1);
  const canvas = new Uint8Array(canvasSize * canvasSize);
  for (const { target, first, weights } of pixels)
    for (const { target: x } of pixels)
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

/** The same in both directions. */
function axis(scale: number): Pixel[] {
  const pixels: Pixel[] = [];
  const stretch = Math.max(1, 1 / scale);
  for (let target = 0; target < canvasSize; target++) {
    const centre = (target + 0.5 - canvasSize / 2) / scale + digitSize / 2;
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
