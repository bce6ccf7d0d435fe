/** Rotations, shears and translations as Pillow's `Image.transform` does them: the size stays. */
import { elementAt } from 'sk-core';
import type { PixelImage } from 'sk-models';

export interface Resampling {
  readonly interpolation: 'nearest' | 'bilinear';
  /** The bytes of a pixel that the image does not cover. */
  readonly fill: readonly number[];
}

/** From a place in the result to one in the image: x = ax + by + c, y = dx + ey + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Turns an image around its middle. @param degrees Against the clock. */
export function rotate(image: PixelImage, degrees: number, resampling: Resampling): PixelImage {
  const angle = (-degrees * Math.PI) / 180;
  // To 15 digits, as Pillow: a quarter turn is one exactly.
  const [cos, sin] = [Number(Math.cos(angle).toFixed(15)), Number(Math.sin(angle).toFixed(15))];
  const [x, y] = [image.width / 2, image.height / 2];
  return transform(image, [cos, sin, -cos * x - sin * y + x, -sin, cos, sin * x - cos * y + y], resampling);
}

/** Moves each row to the left, in proportion to its distance from the top. @param amount Pixels for each row. */
export const shearX = (image: PixelImage, amount: number, resampling: Resampling): PixelImage =>
  transform(image, [1, amount, 0, 0, 1, 0], resampling);

/** Moves each column up, in proportion to its distance from the left. @param amount Pixels for each column. */
export const shearY = (image: PixelImage, amount: number, resampling: Resampling): PixelImage =>
  transform(image, [1, 0, 0, amount, 1, 0], resampling);

/** Moves an image by whole pixels. */
export const translate = (
  image: PixelImage,
  right: number,
  down: number,
  resampling: Resampling,
): PixelImage => transform(image, [1, 0, -right, 0, 1, -down], resampling);

function transform(image: PixelImage, matrix: Matrix, { interpolation, fill }: Resampling): PixelImage {
  const { width, height, channels } = image;
  const data = new Uint8Array(image.data.length);
  for (let at = 0; at < data.length; at++) data[at] = elementAt(fill, at % channels);
  const sample = interpolation === 'nearest' ? nearest(image, matrix) : bilinear(image, matrix);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) sample(x, y, data, (y * width + x) * channels);
  }
  return { ...image, data };
}

/** Writes the pixel at a place of the result, where the image covers it. */
type Sample = (x: number, y: number, target: Uint8Array, at: number) => void;

/** Takes the pixel that the middle of a pixel falls into, in 16 bits of fraction, as Pillow. */
function nearest({ data, width, height, channels }: PixelImage, [a, b, c, d, e, f]: Matrix): Sample {
  const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);
  const [columnX, columnY, rowX, rowY] = [fixed(a), fixed(d), fixed(b), fixed(e)];
  const [startX, startY] = [fixed(c + a * 0.5 + b * 0.5), fixed(f + d * 0.5 + e * 0.5)];
  return (x, y, target, at) => {
    const column = Math.floor((startX + x * columnX + y * rowX) / 65536);
    const row = Math.floor((startY + x * columnY + y * rowY) / 65536);
    if (column < 0 || column >= width || row < 0 || row >= height) return;
    const from = (row * width + column) * channels;
    for (let c = 0; c < channels; c++) target[at + c] = elementAt(data, from + c);
  };
}

/** Blends the four pixels around the middle of a pixel; those at the border are repeated. */
function bilinear({ data, width, height, channels }: PixelImage, [a, b, c, d, e, f]: Matrix): Sample {
  return (x, y, target, at) => {
    const inX = a * (x + 0.5) + b * (y + 0.5) + c;
    const inY = d * (x + 0.5) + e * (y + 0.5) + f;
    if (inX < 0 || inX >= width || inY < 0 || inY >= height) return;
    const [column, row] = [Math.floor(inX - 0.5), Math.floor(inY - 0.5)];
    const [right, down] = [inX - 0.5 - column, inY - 0.5 - row];
    const left = Math.max(0, column);
    const next = Math.min(width - 1, column + 1);
    const [upper, lower] = [Math.max(0, row) * width, Math.min(height - 1, row + 1) * width];
    for (let channel = 0; channel < channels; channel++) {
      const read = (pixel: number): number => elementAt(data, pixel * channels + channel);
      const [top, bottom] = [
        mix(read(upper + left), read(upper + next), right),
        mix(read(lower + left), read(lower + next), right),
      ];
      target[at + channel] = mix(top, bottom, down);
    }
  };
}

const mix = (first: number, second: number, share: number): number => first + (second - first) * share;
