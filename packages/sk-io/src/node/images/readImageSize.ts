import { loadSharp } from './loadSharp.js';
import { readImage } from './readImage.js';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Reads the size of an image, from its header where sharp knows the format; undefined for a file that is no image. */
export async function readImageSize(path: string): Promise<ImageSize | undefined> {
  const sharp = await loadSharp();
  const size = await sharp(path)
    .metadata()
    .catch(() => readImage(path).catch(() => undefined));
  return size && { width: size.width, height: size.height };
}
