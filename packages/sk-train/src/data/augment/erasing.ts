/** Random erasing (Zhong et al., 2017), as timm's: a box of some images is painted over. */
import { elementAt } from 'sk-core';
import type { Box, PixelImage } from 'sk-models';
import { normal } from '../../random/normal.js';
import type { RandomStream } from '../../random/randomStream.js';
import type { CropRanges } from './cropBox.js';

/** The ranges are of the box, height over width as timm has it. */
export interface Erasing extends CropRanges {
  readonly probability: number;
  /** The mean of the channel, or noise of its mean and deviation for each value. */
  readonly fill: 'mean' | 'noise';
}

/** The numbers by which a model normalises, on the scale 0 to 1, one for each channel. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Returns the box to erase in an image; undefined for the images that stay whole. */
export function drawErasedBox(
  { probability, minArea, maxArea, minAspect, maxAspect }: Erasing,
  stream: RandomStream,
  { width, height }: Pick<PixelImage, 'width' | 'height'>,
): Box | undefined {
  if (stream.uniform() >= probability) return undefined;
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * stream.uniform(minArea, maxArea);
    const aspect = Math.exp(stream.uniform(Math.log(minAspect), Math.log(maxAspect)));
    const boxHeight = Math.round(Math.sqrt(area * aspect));
    const boxWidth = Math.round(Math.sqrt(area / aspect));
    if (boxWidth >= width || boxHeight >= height) continue;
    const top = stream.integer(height - boxHeight + 1);
    const left = stream.integer(width - boxWidth + 1);
    return { left, top, width: boxWidth, height: boxHeight };
  }
  return undefined;
}

/** Returns the image with a box painted over. Noise is rounded to bytes, those below 0 and above 255 included. */
export function erase(
  image: PixelImage,
  box: Box,
  fill: Erasing['fill'],
  { mean, std }: ChannelStatistics,
  stream: RandomStream,
): PixelImage {
  const data = image.data.slice();
  for (let row = box.top; row < box.top + box.height; row++) {
    const start = (row * image.width + box.left) * image.channels;
    for (let at = start; at < start + box.width * image.channels; at++) {
      const channel = at % image.channels;
      const noise = fill === 'noise' ? elementAt(std, channel) * normal(stream) : 0;
      data[at] = channelByte(elementAt(mean, channel) + noise);
    }
  }
  return { ...image, data };
}

/** Returns the byte nearest to a value on the scale 0 to 1. */
export const channelByte = (value: number): number => Math.min(255, Math.max(0, Math.round(value * 255)));
