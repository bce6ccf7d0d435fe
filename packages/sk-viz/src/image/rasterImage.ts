/** An image as plain bytes: what the figures cut, enlarge and show, in Node and in a browser alike. */
import type { PixelImage } from 'sk-models';

/** Row by row, channels interleaved, 0 to 255: `height * width * channels` bytes of grey, or of red, green and blue. */
export type RasterImage = PixelImage;

/** An image whose bytes and sizes do not belong together. */
export class RasterError extends Error {
  override readonly name = 'RasterError';
}

/** @throws RasterError where the sizes are no whole positive numbers or do not give the number of bytes. */
export function checkRaster(image: RasterImage): void {
  const { data, width, height, channels } = image;
  const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!whole || data.length !== width * height * channels) {
    throw new RasterError(
      `Image of ${width} x ${height} pixels and ${channels} channels has ${data.length} bytes; ` +
        'width, height >= 1 and width * height * channels bytes are wanted.',
    );
  }
}
