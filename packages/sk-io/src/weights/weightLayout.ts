/** Converts between the order of a weight's axes in a file and in a model. */
import { elementAt } from 'sk-core';
import type { WeightLayout } from './weightBinding.js';

/** Returns the shape of a weight in the file. @param shape In the model. */
export function shapeInFile(shape: readonly number[], layout: WeightLayout): readonly number[] {
  if (layout === 'same') return shape;
  const { inputs, outputs } = axesOf(shape);
  return [outputs, inputs, ...(layout === 'oi11' ? [1, 1] : shape.slice(0, -2))];
}

/** Tells whether a tensor of the file has the shape of a weight; a matrix may be a 1x1 convolution in the file. */
export function fitsLayout(
  found: readonly number[],
  shape: readonly number[],
  layout: WeightLayout,
): boolean {
  const isMatrix = layout === 'oi' || layout === 'oi11';
  const layouts: readonly WeightLayout[] = isMatrix ? ['oi', 'oi11'] : [layout];
  return layouts.some((each) => found.join() === shapeInFile(shape, each).join());
}

/** Returns values in the order of the model. @param shape In the model. */
export function fromFile(values: Float32Array, shape: readonly number[], layout: WeightLayout): Float32Array {
  if (layout === 'same') return values;
  const { pixels, inputs, outputs } = axesOf(shape);
  return reordered(values, [outputs, inputs, pixels]);
}

/** Returns values in the order of the file. @param shape In the model. */
export function toFile(values: Float32Array, shape: readonly number[], layout: WeightLayout): Float32Array {
  if (layout === 'same') return values;
  const { pixels, inputs, outputs } = axesOf(shape);
  return reordered(values, [pixels, inputs, outputs]);
}

/** Returns the sizes of a weight [pixels, inputs, outputs]. */
function axesOf(shape: readonly number[]): { pixels: number; inputs: number; outputs: number } {
  const pixels = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { pixels, inputs: elementAt(shape, shape.length - 2), outputs: elementAt(shape, shape.length - 1) };
}

/** Returns values [a, b, c] in the order [c, b, a]. */
function reordered(
  values: Float32Array,
  [a, b, c]: readonly [a: number, b: number, c: number],
): Float32Array {
  const result = new Float32Array(values.length);
  let from = 0;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      // Unchecked, since it runs for each value.
      for (let k = 0; k < c; k++) result[(k * b + j) * a + i] = values[from++] as number;
    }
  }
  return result;
}
