/** An image, or why its file is none. */
import { readImage } from 'sk-io/node';
import type { RasterImage } from '../image/rasterImage.js';

export async function tryReadImage(path: string): Promise<RasterImage | { readonly reason: string }> {
  try {
    return await readImage(path);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImageError') throw error;
    const { message } = error;
    return { reason: message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message };
  }
}
