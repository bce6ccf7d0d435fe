/** Decodes a whole set of small images once, into bytes that stay in memory. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import type { PixelTarget } from 'sk-io/node';
import { DecodedCache, type DecodedSet } from './cache/decodedCache.js';
import { pixelCount } from './decodeImages.js';
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
  /** The part of the shorter side that the central crop keeps. */
  readonly fraction: number;
  readonly pool: DecodePool;
  readonly unreadable: UnreadableFiles;
  /** Unreadable files are done too. */
  readonly onProgress?: (done: number, total: number, unreadable: number) => void;
  readonly signal?: AbortSignal;
  /** The folder in which decoded images of this and other sets are kept; none are kept without it. */
  readonly cacheFolder?: string | undefined;
  /** Takes what is to be known about the cache. */
  readonly onNote?: (text: string) => void;
}

const chunkSize = 256;
const chunksAhead = 4;

/**
 * Decodes all of the files that can be read, or takes what was decoded before.
 * @throws DataError when too many files are unreadable
 */
export async function readImages(files: ImageFiles, options: ReadImagesOptions): Promise<ImagesInMemory> {
  const { target, fraction, cacheFolder, unreadable, onNote } = options;
  const { paths } = files;
  const size = pixelCount(target);
  const bytes = paths.length * size;
  const cache = cacheFolder && (await DecodedCache.of(cacheFolder, { paths, target, fraction }, bytes));
  const known = cache ? await cache.read(bytes) : undefined;
  for (const [index, reason] of known?.failures ?? []) unreadable.add(index, elementAt(paths, index), reason);
  if (known) onNote?.(`${paths.length} images were decoded before and come out of the cache`);
  const set = known ?? (await decodeAll(paths, options));
  if (cache && !known) await cache.write(set, (reason) => onNote?.(reason));
  return keepGood(set, files, size);
}

async function decodeAll(
  paths: readonly string[],
  { target, fraction, pool, unreadable, onProgress, signal }: ReadImagesOptions,
): Promise<DecodedSet> {
  const total = paths.length;
  const size = pixelCount(target);
  const pixels = new Uint8Array(total * size);
  const failures = new Map<number, string>();
  const crop = { kind: 'central', fraction } as const;
  let next = 0;
  let done = 0;
  const takeChunks = async () => {
    while (next < total) {
      signal?.throwIfAborted();
      const start = next;
      next += chunkSize;
      const chunk = paths.slice(start, start + chunkSize).map((path, i) => ({ path, index: start + i }));
      const decoded = await pool.decode({ files: chunk, target, crop });
      pixels.set(decoded.pixels, start * size);
      for (const { position, reason } of decoded.failures) {
        failures.set(start + position, reason);
        unreadable.add(start + position, elementAt(chunk, position).path, reason);
      }
      done += chunk.length;
      onProgress?.(done, total, unreadable.count);
    }
  };
  await Promise.all(Array.from({ length: chunksAhead }, takeChunks));
  return { pixels, failures };
}

function keepGood(
  { pixels, failures }: DecodedSet,
  { labels, paths }: ImageFiles,
  size: number,
): ImagesInMemory {
  if (failures.size === 0) return { images: pixels, labels, names: paths };
  const isGood = (_: unknown, index: number): boolean => !failures.has(index);
  const good = Array.from(labels.keys()).filter(isGood);
  if (good.length === 0) throw new DataError('none of the images can be read');
  good.forEach((index, row) => {
    pixels.copyWithin(row * size, index * size, (index + 1) * size);
  });
  return {
    images: pixels.subarray(0, good.length * size),
    labels: labels.filter(isGood),
    names: paths.filter(isGood),
  };
}
