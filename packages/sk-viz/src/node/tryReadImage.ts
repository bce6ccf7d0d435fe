/** The reading of an image file that may be broken. */
import { readImage } from 'sk-io/node';
import type { RasterImage } from '../image/rasterImage.js';

/** Returns the image, or the reason why the file is none. */
export async function tryReadImage(path: string): Promise<RasterImage | { readonly reason: string }> {
  try {
    return await readImage(path);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImageError') throw error;
    const { message } = error;
    return { reason: message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message };
  }
}
