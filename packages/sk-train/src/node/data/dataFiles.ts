/** The files of a data folder as a run keeps them: by their names in the folder, so that the folder may move. */
import { realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import type { RunFile, SplitName } from 'sk-io/node';

/** Files whose sizes are asked for at once. */
const atOnce = 256;

/** Returns a function that names a file by its path from the folder on, with / between the parts and composed letters. */
export function namesIn(folder: string): (path: string) => string {
  return (path) => relative(folder, path).split(sep).join('/').normalize('NFC');
}

/**
 * Returns the files of a split with their sizes.
 * @throws DataError for a file that is gone
 */
export async function runFiles(
  folder: string,
  split: SplitName,
  paths: readonly string[],
): Promise<readonly RunFile[]> {
  const nameOf = namesIn(folder);
  const files: RunFile[] = [];
  for (let start = 0; start < paths.length; start += atOnce) {
    const some = paths.slice(start, start + atOnce);
    const sizes = await Promise.all(some.map(sizeOf));
    some.forEach((path, i) => {
      files.push({ split, name: nameOf(path), bytes: elementAt(sizes, i) });
    });
  }
  return files;
}

async function sizeOf(path: string): Promise<number> {
  const { size } = await stat(path).catch((error: Error) => {
    throw new DataError(`${path}: ${error.message}`, { cause: error });
  });
  return size;
}

/** Returns a folder's absolute path without links; the path itself where there is no such folder. */
export async function placeOf(folder: string): Promise<string> {
  return await realpath(folder).catch(() => folder);
}
