/** The crop of a padded image and the flip, for small images (the paper's section 4.2, after He et al.). */
import { elementAt } from 'sk-core';
import type { RandomStream } from '../../random/randomStream.js';

/** Height, width and channels of an image in memory. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How far an image is moved, in pixels, and whether left and right are swapped. */
export interface Placement {
  readonly down: number;
  readonly right: number;
  readonly mirrored: boolean;
}

export const inPlace: Placement = { down: 0, right: 0, mirrored: false };

/** Returns where the crop of an image padded by `padding` pixels on each side lands. */
export function randomPlacement(stream: RandomStream, padding: number, flip: boolean): Placement {
  const down = stream.integer(2 * padding + 1) - padding;
  const right = stream.integer(2 * padding + 1) - padding;
  return { down, right, mirrored: flip && stream.uniform() < 0.5 };
}

/**
 * Writes one image, moved and mirrored, at `offset` of `target`.
 * @param fill What each channel holds where the image does not cover the target: 0 by default, the mean of numbers.
 */
export function placeImage<T extends Float32Array | Uint8Array>(
  source: T,
  target: T,
  offset: number,
  [height, width, channels]: ImageShape,
  { down, right, mirrored }: Placement,
  fill?: readonly number[],
): void {
  const firstColumn = Math.max(0, right);
  const columns = Math.max(0, width - Math.abs(right));
  const values = height * width * channels;
  if (fill === undefined) target.fill(0, offset, offset + values);
  else for (let i = 0; i < values; i++) target[offset + i] = elementAt(fill, i % channels);
  for (let row = Math.max(0, down); row < Math.min(height, height + down); row++) {
    const from = ((row - down) * width + firstColumn - right) * channels;
    const line = source.subarray(from, from + columns * channels);
    const start = offset + row * width * channels;
    if (!mirrored) {
      target.set(line, start + firstColumn * channels);
      continue;
    }
    for (let column = 0; column < columns; column++) {
      const to = start + (width - 1 - firstColumn - column) * channels;
      for (let c = 0; c < channels; c++) target[to + c] = line[column * channels + c] as number;
    }
  }
}
