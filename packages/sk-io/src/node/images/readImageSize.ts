import { stat } from 'node:fs/promises';
import { loadSharp } from './loadSharp.js';
import { readImage } from './readImage.js';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads the size of an image, from its header where sharp knows the format.
 * @param file A path, or the bytes of a file.
 * @returns Undefined for a file that is no image.
 */
export async function readImageSize(file: string | Uint8Array): Promise<ImageSize | undefined> {
  // A pipe that nobody writes to is waited for without end.
  if (typeof file === 'string' && !(await isFile(file))) return undefined;
  const sharp = await loadSharp();
  const size = await sharp(file)
    .metadata()
    .catch(() => readImage(file).catch(() => undefined));
  return size && { width: size.width, height: size.height };
}

const isFile = async (path: string): Promise<boolean> =>
  await stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
