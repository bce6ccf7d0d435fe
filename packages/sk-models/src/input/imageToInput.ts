/** From the pixels of an image to the numbers that a model reads, as at evaluation in the paper's section 4.1. */
import type { Preprocessing } from '../types.js';
import { normalisePixels } from './normalisePixels.js';
import { type Box, type PixelImage, resample } from './resample.js';

/**
 * Returns what a model reads of an image. The shorter side becomes size / cropFraction, the centre of that is kept, and
 * each channel is normalised ({@link normalisePixels}). Nothing is rounded: torchvision and timm move sizes and places to
 * whole pixels, so their crop may lie up to half a pixel beside this one.
 *
 * @returns [height, width, channels] of `preprocessing`.
 */
export function imageToInput(image: PixelImage, preprocessing: Preprocessing): Float32Array {
  const { size, interpolation } = preprocessing;
  const pixels = resample(image, centralBox(image, preprocessing), size, interpolation);
  return normalisePixels(pixels, image.channels, preprocessing);
}

/** Returns the part of the image that the centre crop keeps: the largest of the input's shape, times `cropFraction`. */
export function centralBox(
  image: Pick<PixelImage, 'width' | 'height'>,
  { size, cropFraction }: Pick<Preprocessing, 'size' | 'cropFraction'>,
): Box {
  const [height, width] = size;
  const scale = Math.min((image.height * cropFraction) / height, (image.width * cropFraction) / width);
  const [boxHeight, boxWidth] = [height * scale, width * scale];
  const [left, top] = [(image.width - boxWidth) / 2, (image.height - boxHeight) / 2];
  return { left, top, width: boxWidth, height: boxHeight };
}
