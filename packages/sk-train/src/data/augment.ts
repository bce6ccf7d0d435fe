/**
 * Augmentations as pure functions of numbers drawn beforehand: the crop of a padded image and the flip (the paper's
 * section 4.2, after He et al.), and the crop of random size of photographs (section 4.1, after Szegedy et al.).
 */
import type { Box } from 'sk-models';
import type { RandomStream } from './random.js';

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

/** Writes one image, moved and mirrored, at `offset` of `target`; what it does not cover becomes 0, the mean. */
export function placeImage(
  source: Float32Array,
  target: Float32Array,
  offset: number,
  [height, width, channels]: ImageShape,
  { down, right, mirrored }: Placement,
): void {
  const firstColumn = Math.max(0, right);
  const columns = Math.max(0, width - Math.abs(right));
  target.fill(0, offset, offset + height * width * channels);
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

/** The least and the greatest share of the area, and the least and greatest width over height. */
export interface CropRanges {
  readonly minArea: number;
  readonly maxArea: number;
  readonly minAspect: number;
  readonly maxAspect: number;
}

/**
 * Returns a box of whole pixels of random area and shape; after ten boxes that do not fit, the largest central one of
 * allowed shape.
 */
export function randomCropBox(width: number, height: number, stream: RandomStream, ranges: CropRanges): Box {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * stream.uniform(ranges.minArea, ranges.maxArea);
    const aspect = Math.exp(stream.uniform(Math.log(ranges.minAspect), Math.log(ranges.maxAspect)));
    const boxWidth = Math.round(Math.sqrt(area * aspect));
    const boxHeight = Math.round(Math.sqrt(area / aspect));
    if (boxWidth < 1 || boxHeight < 1 || boxWidth > width || boxHeight > height) continue;
    const left = stream.integer(width - boxWidth + 1);
    const top = stream.integer(height - boxHeight + 1);
    return { left, top, width: boxWidth, height: boxHeight };
  }
  const aspect = Math.min(ranges.maxAspect, Math.max(ranges.minAspect, width / height));
  const boxWidth = Math.max(1, Math.min(width, Math.round(height * aspect)));
  const boxHeight = Math.max(1, Math.min(height, Math.round(width / aspect)));
  return {
    left: Math.floor((width - boxWidth) / 2),
    top: Math.floor((height - boxHeight) / 2),
    width: boxWidth,
    height: boxHeight,
  };
}
