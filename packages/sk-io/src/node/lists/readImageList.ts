/** Reads a list of image files with their classes. */
import { dirname, resolve } from 'node:path';
import { DataError } from '../../dataError.js';
import { type ListedImage, readCsvList, readJsonlList } from '../../formats/lists/imageList.js';
import { longestText, readTextFile } from '../files/readTextFile.js';

/** Tells whether a name is that of a list of images. */
export const isListName = (name: string): boolean => /\.(?:csv|jsonl)$/i.test(name);

/**
 * Reads a list (`.csv`, `.jsonl`).
 * @returns The files by their paths: those that are not absolute begin at the list's folder.
 * @throws DataError for a line without a file or a class; ModelFileError for a list that cannot be read
 */
export async function readImageList(path: string): Promise<readonly ListedImage[]> {
  const text = await readTextFile(path, longestText);
  try {
    const images = /\.csv$/i.test(path) ? readCsvList(text) : readJsonlList(text);
    return images.map(({ file, label }) => ({ file: resolve(dirname(path), file), label }));
  } catch (error) {
    throw new DataError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
