/**
 * Resizes an image as Pillow and torchvision do: separable, and where it shrinks, the filter grows with the step, so that
 * every pixel counts. Pure arithmetic: the same numbers in Node and in a browser.
 */
import type { Interpolation } from '../types.js';

/** Interleaved bytes of an image, row by row: grey, or red, green and blue. */
export interface PixelImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

export interface RgbImage extends PixelImage {
  readonly channels: 3;
}

/** The part of an image to take, in its pixels, fractions allowed. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the part of an image in another size, on the scale of the input, 0 to 255, not rounded.
 * @returns [height, width, channels].
 */
export function resample(
  image: PixelImage,
  box: Box,
  [height, width]: readonly [number, number],
  interpolation: Interpolation,
): Float32Array {
  const { channels } = image;
  const columns = taps(box.left, box.width, image.width, width, interpolation);
  const rows = taps(box.top, box.height, image.height, height, interpolation);
  const first = Math.min(...rows.map(({ start }) => start));
  const last = Math.max(...rows.map(({ start, weights }) => start + weights.length));
  const narrow = new Float32Array((last - first) * width * channels);
  for (let y = first; y < last; y++) {
    columns.forEach(({ start, weights }, x) => {
      const from = (y * image.width + start) * channels;
      const to = ((y - first) * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        narrow[to + c] = clamp(weighted(image.data, from + c, channels, weights));
      }
    });
  }
  const out = new Float32Array(height * width * channels);
  rows.forEach(({ start, weights }, y) => {
    const stride = width * channels;
    for (let i = 0; i < stride; i++) {
      out[y * stride + i] = clamp(weighted(narrow, (start - first) * stride + i, stride, weights));
    }
  });
  return out;
}

/** A cubic overshoots; as in Pillow's images of bytes, nothing beyond black and white reaches the second direction. */
const clamp = (value: number): number => Math.min(255, Math.max(0, value));

/** Source pixels of one target pixel, and the weight of each. */
interface Taps {
  readonly start: number;
  readonly weights: Float64Array;
}

function weighted(
  data: Uint8Array | Float32Array,
  from: number,
  step: number,
  weights: Float64Array,
): number {
  let sum = 0;
  // Reads without a check: this loop takes most of the time, and taps end where the image does.
  for (let k = 0, i = from; k < weights.length; k++, i += step) {
    sum += (weights[k] as number) * (data[i] as number);
  }
  return sum;
}

function taps(
  offset: number,
  extent: number,
  source: number,
  target: number,
  interpolation: Interpolation,
): readonly Taps[] {
  const scale = extent / target;
  return Array.from({ length: target }, (_, i): Taps => {
    const centre = offset + (i + 0.5) * scale;
    if (interpolation === 'nearest') {
      return { start: Math.min(source - 1, Math.max(0, Math.floor(centre))), weights: new Float64Array([1]) };
    }
    const { support, weight } = filters[interpolation];
    const stretch = Math.max(1, scale);
    const start = Math.max(0, Math.floor(centre - support * stretch + 0.5));
    const end = Math.min(source, Math.floor(centre + support * stretch + 0.5));
    const raw = Array.from({ length: end - start }, (_, k) => weight((start + k + 0.5 - centre) / stretch));
    const sum = raw.reduce((total, value) => total + value, 0);
    return { start, weights: Float64Array.from(raw, (value) => value / sum) };
  });
}

const filters = {
  bilinear: { support: 1, weight: (x: number): number => Math.max(0, 1 - Math.abs(x)) },
  /** Keys with a = -1/2. */
  bicubic: {
    support: 2,
    weight: (x: number): number => {
      const d = Math.abs(x);
      if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
      return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    },
  },
} as const;
