import { describe, expect, it } from 'vitest';
import { digitSize } from '../src/digit.js';
import { canvasSize, placeDigit } from '../src/placeDigit.js';

/** A filled disc of radius 8 at the centre of a digit's 28 x 28 pixels. */
const disc = Uint8Array.from({ length: digitSize ** 2 }, (_, i) =>
  Math.hypot((i % digitSize) - 13.5, Math.floor(i / digitSize) - 13.5) < 8 ? 200 : 0,
);
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

function centre(canvas: Uint8Array): [x: number, y: number] {
  const mass = sum(canvas);
  const mean = (of: (i: number) => number): number =>
    sum(Array.from(canvas, (value, i) => value * (of(i) + 0.5))) / mass;
  return [mean((i) => i % canvasSize), mean((i) => Math.floor(i / canvasSize))];
}

describe('placeDigit', () => {
  it.each([0.5, 0.75, 1, 1.5, 2])('at scale %f the ink grows with the square of the scale', (scale) => {
    const canvas = placeDigit(disc, scale);
    expect(sum(canvas) / sum(disc) / scale ** 2).toBeCloseTo(1, 1);
    for (const middle of centre(canvas)) expect(middle).toBeCloseTo(32, 1);
  });

  it('at scale 1 the digit is copied as it is', () => {
    const canvas = placeDigit(disc, 1);
    for (let y = 0; y < digitSize; y++) {
      const row = (y + 18) * canvasSize + 18;
      expect(canvas.subarray(row, row + digitSize)).toEqual(
        disc.subarray(y * digitSize, (y + 1) * digitSize),
      );
    }
    expect(sum(canvas)).toBe(sum(disc));
  });

  it.each([0.55, 0.7, 0.9, 1.3])('at scale %f the inside of a white square stays white', (scale) => {
    const canvas = placeDigit(new Uint8Array(digitSize ** 2).fill(255), scale);
    const middle = canvas.subarray(32 * canvasSize + 28, 32 * canvasSize + 36);
    expect([...middle]).toEqual(Array(8).fill(255));
  });

  it('no ink where the digit does not reach', () => {
    const white = new Uint8Array(digitSize ** 2).fill(255);
    const canvas = placeDigit(white, 0.5);
    expect(canvas[0]).toBe(0);
    expect(canvas[32 * canvasSize + 32]).toBe(255);
    expect(sum(canvas) / 255).toBeCloseTo(14 * 14, 0);
  });
});
