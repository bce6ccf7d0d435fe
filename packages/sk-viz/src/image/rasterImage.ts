/** An image as plain bytes, in Node and in a browser alike. */

export interface RasterImage {
  /** `height * width * channels` bytes from 0 to 255, row by row with interleaved channels. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 (grey) or 3 (red, green, blue). */
  readonly channels: 1 | 3;
}

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
