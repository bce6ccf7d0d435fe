/** Raw pixels of a data set in the size and with the channels that a model reads. */
import { DataError } from 'sk-io';
import { type Preprocessing, pixelBytes, resample } from 'sk-models';
import { smallSide } from '../../../recipe/imagesRecipe.js';
import type { BinaryImages } from './binaryFormat.js';

type Input = Pick<Preprocessing, 'size' | 'channels' | 'interpolation'>;

/**
 * Returns the images as [N, height, width, channels] of a model's input; those that are so already, without a copy.
 * @throws DataError for a size at which the set would not fit into memory
 */
export function inputPixels(
  name: string,
  { images, shape: [height, width, channels] }: BinaryImages,
  { size, channels: wanted, interpolation }: Input,
): Uint8Array {
  const [inputHeight, inputWidth] = size;
  if (Math.max(...size) > smallSide) {
    throw new DataError(
      `${name}'s images are ${height} x ${width}, the model reads ${size.join(' x ')}, wants at most ${smallSide} pixels a side: take a network for small images, or --image-size ${width}`,
    );
  }
  if (inputHeight === height && inputWidth === width) return pixelBytes(images, channels, wanted);
  const [before, after] = [height * width * channels, inputHeight * inputWidth * wanted];
  const count = images.length / before;
  const pixels = new Uint8Array(count * after);
  const box = { left: 0, top: 0, width, height };
  for (let i = 0; i < count; i++) {
    const data = images.subarray(i * before, (i + 1) * before);
    const resized = resample({ data, width, height, channels }, box, size, interpolation);
    pixels.set(pixelBytes(resized, channels, wanted), i * after);
  }
  return pixels;
}
