/** How the axes of a weight lie in a file, and how they are brought into those of a model and back. */
import type { WeightLayout } from './weightBinding.js';

/** @param shape In the model. */
export function shapeInFile(shape: readonly number[], layout: WeightLayout): readonly number[] {
  if (layout === 'same') return shape;
  const [outputs, inputs] = [shape.at(-1) as number, shape.at(-2) as number];
  return [outputs, inputs, ...(layout === 'oi11' ? [1, 1] : shape.slice(0, -2))];
}

/** Whether a tensor of the file has the shape of a weight of the model; a matrix may be a 1x1 convolution there. */
export function fitsLayout(
  found: readonly number[],
  shape: readonly number[],
  layout: WeightLayout,
): boolean {
  const isMatrix = layout === 'oi' || layout === 'oi11';
  const layouts: readonly WeightLayout[] = isMatrix ? ['oi', 'oi11'] : [layout];
  return layouts.some((each) => found.join() === shapeInFile(shape, each).join());
}

/** @param shape In the model. */
export function fromFile(values: Float32Array, shape: readonly number[], layout: WeightLayout): Float32Array {
  if (layout === 'same') return values;
  const result = new Float32Array(values.length);
  forEachPlace(shape, (model, file) => {
    result[model] = values[file] as number;
  });
  return result;
}

/** @param shape In the model. */
export function toFile(values: Float32Array, shape: readonly number[], layout: WeightLayout): Float32Array {
  if (layout === 'same') return values;
  const result = new Float32Array(values.length);
  forEachPlace(shape, (model, file) => {
    result[file] = values[model] as number;
  });
  return result;
}

/** Visits every place of [pixels, inputs, outputs] and its counterpart in [outputs, inputs, pixels]. */
function forEachPlace(shape: readonly number[], visit: (model: number, file: number) => void): void {
  const [outputs, inputs] = [shape.at(-1) as number, shape.at(-2) as number];
  const pixels = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  let model = 0;
  for (let p = 0; p < pixels; p += 1) {
    for (let i = 0; i < inputs; i += 1) {
      for (let o = 0; o < outputs; o += 1) visit(model++, (o * inputs + i) * pixels + p);
    }
  }
}
