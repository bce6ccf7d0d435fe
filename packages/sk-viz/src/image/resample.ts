/**
 * Resampling of a box of an image to a new size, one axis after the other. The box may begin and end between
 * pixels. Shrinking widens the filter by the same factor, so that no detail aliases; at the border of the image the
 * filter is cut off. The same numbers as `imageToInput` of sk-models.
 */
import type { Interpolation } from 'sk-models';
import type { RasterImage } from './rasterImage.js';

/** A part of an image, in its pixels; pixel i covers i to i + 1. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** For one output pixel of an axis: the first input pixel that counts, and the weights from there on. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

interface Filter {
  readonly radius: number;
  readonly weight: (distance: number) => number;
}

const triangle: Filter = { radius: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };

/** Keys' cubic with a = -0.5 (Catmull-Rom). */
const cubic: Filter = {
  radius: 2,
  weight: (signed) => {
    const x = Math.abs(signed);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
  },
};

/** The values of a resampled image, not yet rounded to bytes: 0 to 255, row by row, channels interleaved. */
export interface Resampled extends Omit<RasterImage, 'data'> {
  readonly data: Float32Array;
}

/** Cuts `box` out of `image` and resizes it to `[height, width]`, with half-pixel centres. */
export function resample(
  image: RasterImage,
  box: Box,
  [height, width]: readonly [height: number, width: number],
  interpolation: Interpolation,
): Resampled {
  const { channels } = image;
  const columns = axisTaps(box.left, box.width, width, image.width, interpolation);
  const rows = axisTaps(box.top, box.height, height, image.height, interpolation);
  const top = rows[0]!.first;
  const bottom = rows.at(-1)!.first + rows.at(-1)!.weights.length;
  const stride = width * channels;
  const narrow = new Float32Array((bottom - top) * stride);
  for (let y = top; y < bottom; y++)
    for (let x = 0; x < width; x++) {
      const { first, weights } = columns[x]!;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++)
          sum += weights[k]! * image.data[(y * image.width + first + k) * channels + c]!;
        narrow[(y - top) * stride + x * channels + c] = sum;
      }
    }
  const data = new Float32Array(height * stride);
  for (let y = 0; y < height; y++) {
    const { first, weights } = rows[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * narrow[(first - top + k) * stride + i]!;
      data[y * stride + i] = Math.min(255, Math.max(0, sum));
    }
  }
  return { data, width, height, channels };
}

function axisTaps(
  start: number,
  extent: number,
  outputs: number,
  inputs: number,
  interpolation: Interpolation,
): Taps[] {
  const ratio = extent / outputs;
  return Array.from({ length: outputs }, (_, i) => {
    const centre = start + (i + 0.5) * ratio;
    if (interpolation === 'nearest') {
      return { first: Math.min(inputs - 1, Math.max(0, Math.floor(centre))), weights: [1] };
    }
    const { radius, weight } = interpolation === 'bicubic' ? cubic : triangle;
    const stretch = Math.max(1, ratio);
    const first = Math.max(0, Math.floor(centre - radius * stretch + 0.5));
    const end = Math.min(inputs, Math.floor(centre + radius * stretch + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) =>
      weight((first + k + 0.5 - centre) / stretch),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((value) => value / sum) };
  });
}
