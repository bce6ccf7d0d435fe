/** An image as plain bytes, in Node and in a browser alike. */
import type { PixelImage } from 'sk-models';

/** `height * width * channels` bytes from 0 to 255, row by row with interleaved channels: grey, or red, green and blue. */
export type RasterImage = PixelImage;

/** An image whose number of bytes is not that of its sizes. */
export class RasterError extends Error {
  override readonly name = 'RasterError';
}

/**
 * Checks the sizes of an image.
 * @throws RasterError where they are no whole positive numbers, or are not those of its bytes.
 */
export function checkRaster(image: RasterImage): void {
  const { data, width, height, channels } = image;
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!whole || data.length !== width * height * channels) {
    throw new RasterError(
      `image: data of ${width} x ${height} pixels and ${channels} channels wants width * height * channels bytes, ` +
        `got ${data.length}. Width and height are whole numbers from 1 on.`,
    );
  }
}
