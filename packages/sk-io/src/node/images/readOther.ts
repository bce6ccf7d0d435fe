/** Files of formats that sharp does not read, told by their first bytes. */
import { open, readFile } from 'node:fs/promises';
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
 * @throws ImageError for what is damaged or too large.
 */
export async function readOther(
  file: string | Uint8Array,
  name: string,
  maxPixels: number,
): Promise<DecodedImage | undefined> {
  const start = typeof file === 'string' ? await firstBytes(file) : file;
  const decoder = decoders.find(({ is }) => is(start));
  if (decoder === undefined) return undefined;
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  try {
    return decoder.decode(bytes, maxPixels);
  } catch (error) {
    throw new ImageError(name, (error as Error).message, { cause: error });
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(3), 0, 3, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
