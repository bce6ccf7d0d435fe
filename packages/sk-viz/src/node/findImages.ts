/** Lists the images of a folder, with the sub-folder that names a class where there is one, and draws a sample. */
import { type Dirent, existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { DataError } from './exitCodes.js';

export interface ImageFile {
  readonly path: string;
  /** The path from the folder on. */
  readonly name: string;
  /** The folder that it lies in, unless that is the one that was asked for. */
  readonly folder?: string;
}

const extensions: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.avif',
  '.tif',
  '.tiff',
  '.svg',
];

/**
 * All images below a folder, sorted by name; or the one image that the path is of. Hidden folders are left out.
 * @throws DataError for a folder that is not there or holds no image.
 */
export async function findImages(path: string): Promise<ImageFile[]> {
  if (!existsSync(path)) throw new DataError(`${path}: no such folder.`);
  if (statSync(path).isFile()) return [{ path, name: basename(path) }];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const images = entries
    .filter((entry) => !entry.isDirectory() && extensions.includes(extname(entry.name).toLowerCase()))
    .map((entry) => imageFile(path, entry))
    .filter(({ name }) => !name.split('/').some((part) => part.startsWith('.')));
  if (images.length === 0) {
    const wanted = extensions.map((extension) => extension.slice(1)).join(', ');
    throw new DataError(`${path}: no image in this folder or below (${wanted}).`);
  }
  return images.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function imageFile(root: string, { parentPath, name }: Dirent): ImageFile {
  const folder = relative(root, parentPath);
  return {
    path: join(parentPath, name),
    name: join(folder, name).replaceAll('\\', '/'),
    ...(folder === '' ? {} : { folder: basename(folder) }),
  };
}

/** `limit` of them, or all, in an order that the seed alone decides. */
export function drawSample<T>(items: readonly T[], limit: number, seed: number): T[] {
  const pool = [...items];
  const next = randomNumbers(seed);
  const wanted = Math.min(limit, pool.length);
  for (let i = 0; i < wanted; i++) {
    const other = i + Math.floor(next() * (pool.length - i));
    [pool[i], pool[other]] = [pool[other]!, pool[i]!];
  }
  return pool.slice(0, wanted);
}

/** Numbers from 0 to 1, by splitmix32. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
