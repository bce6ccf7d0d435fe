/** Lists the images of a folder that holds one folder for each class, as PyTorch's ImageFolder has it. */
import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DataError } from '../../data/dataError.js';

export interface ImageFiles {
  /** In the order of their code units. */
  readonly classNames: readonly string[];
  readonly paths: readonly string[];
  /** The index of each file's class. */
  readonly labels: Int32Array;
}

export interface ImageSplits {
  readonly train: string;
  readonly test?: string;
}

const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.avif']);
const testNames = ['test', 'val', 'validation'];

/**
 * Where a data folder keeps its training and its test images: `train/` and one of `test/`, `val/`, `validation/`; or
 * the folder itself, without test images, where there is no `train/`.
 */
export function findSplits(folder: string): ImageSplits {
  if (!existsSync(folder)) throw new DataError(`${folder}: no such folder`);
  const train = join(folder, 'train');
  if (!existsSync(train)) return { train: folder };
  const test = testFolderIn(folder);
  return { train, ...(test && { test }) };
}

/** The folder to evaluate on: the test images where there are some, or else the training images, or the folder itself. */
export function findTestFolder(folder: string): string {
  return testFolderIn(folder) ?? findSplits(folder).train;
}

function testFolderIn(folder: string): string | undefined {
  return testNames.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * All images below a folder of class folders, sorted, so that the same files always have the same numbers.
 * @param classNames the classes to expect; by default the names of the class folders
 * @throws DataError for a folder without classes, a class without images, or a class that is not expected
 */
export async function listImages(folder: string, classNames?: readonly string[]): Promise<ImageFiles> {
  const found = (await entries(folder)).filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  const names = found.map(({ name }) => name).filter((name) => !name.startsWith('.'));
  names.sort();
  if (names.length === 0) {
    throw new DataError(`${folder}: wants one folder of images for each class, found none`);
  }
  const stranger = names.find((name) => classNames !== undefined && !classNames.includes(name));
  if (stranger !== undefined) {
    throw new DataError(
      `${folder}: class "${stranger}" is not among the ${classNames?.length} that are known`,
    );
  }
  const lists = await Promise.all(names.map((name) => imagesBelow(join(folder, name))));
  const order = classNames ?? names;
  const numbers = names.map((name) => order.indexOf(name));
  return {
    classNames: order,
    paths: lists.flat(),
    labels: Int32Array.from(lists.flatMap((list, i) => Array(list.length).fill(numbers[i]))),
  };
}

async function imagesBelow(folder: string): Promise<string[]> {
  const files = (await entries(folder, true)).filter(
    (entry) => !entry.isDirectory() && extensions.has(extname(entry.name).toLowerCase()),
  );
  if (files.length === 0) {
    const wanted = [...extensions].map((extension) => extension.slice(1)).join(', ');
    throw new DataError(`${folder}: class "${basename(folder)}" has no images (${wanted})`);
  }
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return paths.sort();
}

async function entries(folder: string, recursive = false): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive });
  } catch (error) {
    throw new DataError(`${folder}: ${(error as Error).message}`);
  }
}
