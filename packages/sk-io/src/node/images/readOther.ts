/** Files of formats that sharp does not read, told by their first bytes. */
import { readFile } from 'node:fs/promises';
import { type DecodedImage, decodeBmp, isBmp } from './bmp.js';
import { ImageError } from './imageError.js';
import { decodeNetpbm, isNetpbm } from './netpbm.js';

const decoders = [
  { is: isBmp, decode: decodeBmp },
  { is: isNetpbm, decode: decodeNetpbm },
];

/**
 * Decodes a file of these formats; undefined for any other.
 *
 * @param head The first bytes of the file, 3 at least.
 * @throws ImageError for what is damaged or too large.
 */
export async function readOther(
  file: string | Uint8Array,
  head: Uint8Array,
  name: string,
  maxPixels: number,
): Promise<DecodedImage | undefined> {
  const decoder = decoders.find(({ is }) => is(head));
  if (decoder === undefined) return undefined;
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  try {
    return decoder.decode(bytes, maxPixels);
  } catch (error) {
    throw new ImageError(name, (error as Error).message, { cause: error });
  }
}
