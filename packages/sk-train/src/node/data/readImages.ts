/** Decodes a whole set of small images once, into bytes that stay in memory. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import type { PixelTarget } from 'sk-io/node';
import { type Crop, pixelCount } from './decodeImages.js';
import type { DecodePool } from './decodePool.js';
import type { ImageFiles } from './imageFolder.js';
import type { UnreadableFiles } from './unreadableFiles.js';

export interface ImagesInMemory {
  /** [N, height, width, channels] of the files that can be read, in the order of the files. */
  readonly images: Uint8Array;
  readonly labels: Int32Array;
  /** The paths of these files. */
  readonly names: readonly string[];
}

export interface ReadImagesOptions {
  readonly target: PixelTarget;
  readonly crop: Crop;
  readonly pool: DecodePool;
  readonly unreadable: UnreadableFiles;
  /** Unreadable files are done too. */
  readonly onProgress?: (done: number, total: number, unreadable: number) => void;
  readonly signal?: AbortSignal;
}

const chunkSize = 256;
const chunksAhead = 4;

/**
 * Decodes all of the files that can be read.
 * @throws DataError when too many files are unreadable
 */
export async function readImages(files: ImageFiles, options: ReadImagesOptions): Promise<ImagesInMemory> {
  const { target, crop, pool, unreadable, onProgress, signal } = options;
  const total = files.paths.length;
  const size = pixelCount(target);
  const images = new Uint8Array(total * size);
  const isBad = new Uint8Array(total);
  let next = 0;
  let done = 0;
  const takeChunks = async () => {
    while (next < total) {
      signal?.throwIfAborted();
      const start = next;
      next += chunkSize;
      const paths = files.paths.slice(start, start + chunkSize);
      const chunk = paths.map((path, i) => ({ path, index: start + i }));
      const { pixels, failures } = await pool.decode({ files: chunk, target, crop });
      images.set(pixels, start * size);
      for (const { position, reason } of failures) {
        isBad[start + position] = 1;
        unreadable.add(start + position, elementAt(paths, position), reason);
      }
      done += chunk.length;
      onProgress?.(done, total, unreadable.count);
    }
  };
  await Promise.all(Array.from({ length: chunksAhead }, takeChunks));
  return keepGood(images, files, isBad, size);
}

function keepGood(
  images: Uint8Array,
  { labels, paths }: ImageFiles,
  isBad: Uint8Array,
  size: number,
): ImagesInMemory {
  if (!isBad.includes(1)) return { images, labels, names: paths };
  const isGood = (_: unknown, index: number): boolean => isBad[index] === 0;
  const good = Array.from(labels.keys()).filter(isGood);
  if (good.length === 0) throw new DataError('none of the images can be read');
  good.forEach((index, row) => {
    images.copyWithin(row * size, index * size, (index + 1) * size);
  });
  return {
    images: images.subarray(0, good.length * size),
    labels: labels.filter(isGood),
    names: paths.filter(isGood),
  };
}
