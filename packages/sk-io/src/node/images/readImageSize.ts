import { loadSharp } from './loadSharp.js';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Reads the size of an image from its header; undefined for a file that is no image. */
export async function readImageSize(path: string): Promise<ImageSize | undefined> {
  const sharp = await loadSharp();
  const header = await sharp(path)
    .metadata()
    .catch(() => undefined);
  return header && { width: header.width, height: header.height };
}
