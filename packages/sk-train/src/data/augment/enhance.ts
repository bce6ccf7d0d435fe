/** Pillow's `ImageEnhance`, to the byte: an image blended with a poorer version of itself, or led away from it. */
import { elementAt } from 'sk-core';
import type { PixelImage } from 'sk-models';

/** Changes the brightness of an image. @param factor 0 gives black, 1 the image itself. */
export const adjustBrightness = (image: PixelImage, factor: number): PixelImage =>
  blend(image, () => 0, factor);

/** Changes the contrast of an image. @param factor 0 gives the mean of its grey, 1 the image itself. */
export function adjustContrast(image: PixelImage, factor: number): PixelImage {
  const grey = greyOf(image);
  const mean = Math.floor(grey.reduce((sum, value) => sum + value, 0) / grey.length + 0.5);
  return blend(image, () => mean, factor);
}

/** Changes the saturation of an image. @param factor 0 gives its grey, 1 the image itself. */
export function adjustSaturation(image: PixelImage, factor: number): PixelImage {
  const grey = greyOf(image);
  return blend(image, (at) => elementAt(grey, Math.floor(at / image.channels)), factor);
}

/** Changes the sharpness of an image. @param factor 0 gives a blurred image, 1 the image itself. */
export function adjustSharpness(image: PixelImage, factor: number): PixelImage {
  const blurred = blur(image);
  return blend(image, (at) => elementAt(blurred, at), factor);
}

/** Returns poor + factor * (image - poor) in float32, as Pillow's `Image.blend`: within 0 to 255, the fraction cut off. */
function blend(image: PixelImage, poor: (at: number) => number, factor: number): PixelImage {
  const share = Math.fround(factor);
  const data = image.data.map((value, at) => {
    const from = poor(at);
    const blended = Math.fround(from + Math.fround(share * (value - from)));
    return Math.min(255, Math.max(0, blended));
  });
  return { ...image, data };
}

/** Returns the brightness of each pixel as Pillow's 'L'. */
function greyOf({ data, channels }: PixelImage): Uint8Array {
  if (channels === 1) return data;
  const grey = new Uint8Array(data.length / 3);
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const at = 3 * pixel;
    const [r, g, b] = [elementAt(data, at), elementAt(data, at + 1), elementAt(data, at + 2)];
    grey[pixel] = (19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16;
  }
  return grey;
}

/** Returns Pillow's `SMOOTH`: 3 x 3 pixels of weight 1, the middle one of 5. The pixels at the border stay as they are. */
function blur({ data, width, height, channels }: PixelImage): Uint8Array {
  const blurred = data.slice();
  const line = width * channels;
  const around = (at: number): number =>
    elementAt(data, at - channels) + elementAt(data, at) + elementAt(data, at + channels);
  for (let row = 1; row < height - 1; row++) {
    for (let at = row * line + channels; at < (row + 1) * line - channels; at++) {
      const sum = around(at - line) + around(at) + around(at + line) + 4 * elementAt(data, at);
      blurred[at] = Math.floor((2 * sum + 13) / 26);
    }
  }
  return blurred;
}
