/** From the pixels of an image to the numbers that a model reads, as at evaluation in the paper's section 4.1. */
import { type Box, type RgbImage, resample } from './resample.js';
import type { Preprocessing } from './types.js';

/**
 * The shorter side becomes size / cropFraction, the centre of that is kept, and each channel is normalised. A model of
 * one channel reads the brightness (ITU-R 601, as Pillow's 'L').
 *
 * @returns [height, width, channels] of `preprocessing`.
 */
export function imageToInput(image: RgbImage, preprocessing: Preprocessing): Float32Array {
  const { size, channels, mean, std, interpolation } = preprocessing;
  const pixels = resample(image, centralBox(image, preprocessing), size, interpolation);
  const count = size[0] * size[1];
  const input = new Float32Array(count * channels);
  for (let i = 0; i < count; i += 1) {
    const [red, green, blue] = pixels.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    const values = channels === 1 ? [0.299 * red + 0.587 * green + 0.114 * blue] : [red, green, blue];
    for (let c = 0; c < channels; c += 1) {
      const value = (values[c] as number) / 255;
      input[i * channels + c] = (value - (mean[c] as number)) / (std[c] as number);
    }
  }
  return input;
}

/** What the centre crop keeps, in pixels of the image. */
export function centralBox(image: RgbImage, { size, cropFraction }: Preprocessing): Box {
  const [height, width] = size;
  const scale = Math.min((image.height * cropFraction) / height, (image.width * cropFraction) / width);
  const [boxHeight, boxWidth] = [height * scale, width * scale];
  const [left, top] = [(image.width - boxWidth) / 2, (image.height - boxHeight) / 2];
  return { left, top, width: boxWidth, height: boxHeight };
}
