/** Files in MNIST's binary form. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Returns an idx file of bytes. */
export function idx(dimensions: readonly number[], bytes: Uint8Array): Uint8Array {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(0x800 + dimensions.length, 0);
  for (const [i, dimension] of dimensions.entries()) header.writeUInt32BE(dimension, 4 + 4 * i);
  return Buffer.concat([header, bytes]);
}

/** Writes three training images and two test images of 4 x 3 pixels, whose values count up, in three classes. */
export async function writeMnist(folder: string, { ending = '' } = {}): Promise<void> {
  const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
  const files = {
    'train-images-idx3-ubyte': idx([3, 4, 3], counted(36)),
    'train-labels-idx1-ubyte': idx([3], Uint8Array.of(0, 1, 2)),
    't10k-images-idx3-ubyte': idx([2, 4, 3], counted(24)),
    't10k-labels-idx1-ubyte': idx([2], Uint8Array.of(2, 0)),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, `${name}${ending}`), ending === '.gz' ? gzipSync(bytes) : bytes);
  }
}
