/** The reading of an image file that may be broken. */
import { ImageError, readImage } from 'sk-io/node';
import type { RasterImage } from '../image/rasterImage.js';

/** Returns the image, or the reason why the file is none. */
export async function tryReadImage(path: string): Promise<RasterImage | { readonly reason: string }> {
  try {
    return await readImage(path);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { reason: error.why };
  }
}
