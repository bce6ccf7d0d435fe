/** The images of a folder that holds one folder for each class, as PyTorch's ImageFolder has it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from 'sk-io';
import { type ImageFile, imageEndings, listImages } from 'sk-io/node';

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

const testNames = ['test', 'val', 'validation'];

/**
 * Finds where a data folder keeps its training and its test images: `train/` and one of `test/`, `val/`, `validation/`;
 * or the folder itself, without test images, where there is no `train/`.
 */
export function findSplits(folder: string): ImageSplits {
  if (!existsSync(folder)) throw new DataError(`${folder}: no such folder`);
  const train = join(folder, 'train');
  if (!existsSync(train)) return { train: folder };
  const test = testFolderIn(folder);
  return { train, ...(test !== undefined && { test }) };
}

/** Finds the folder to evaluate on: the test images, or else the training images, or the folder itself. */
export function findTestFolder(folder: string): string {
  return testFolderIn(folder) ?? findSplits(folder).train;
}

function testFolderIn(folder: string): string | undefined {
  return testNames.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * Lists all images below a folder of class folders, class by class, so that the same files always have the same numbers.
 * @param classNames The classes to expect; by default the names of the class folders.
 * @throws DataError for a folder without classes, a class without images, or a class that is not expected
 */
export async function listClassFolders(folder: string, classNames?: readonly string[]): Promise<ImageFiles> {
  const { images, folders } = await listImages(folder);
  if (folders.length === 0) {
    throw new DataError(`${folder}: wants one folder of images for each class, found none`);
  }
  const stranger = folders.find((name) => classNames !== undefined && !classNames.includes(name));
  if (stranger !== undefined) {
    throw new DataError(
      `${folder}: class "${stranger}" is not among the ${classNames?.length} that are known`,
    );
  }
  const order = classNames ?? folders;
  const byClass = pathsByClass(images);
  const lists = folders.map((name) => {
    const paths = byClass.get(name);
    if (paths !== undefined) return { paths, label: order.indexOf(name) };
    throw new DataError(`${join(folder, name)}: class "${name}" has no images (${imageEndings.join(', ')})`);
  });
  return {
    classNames: order,
    paths: lists.flatMap(({ paths }) => paths),
    labels: Int32Array.from(lists.flatMap(({ paths, label }) => paths.map(() => label))),
  };
}

/** Groups the paths by the first folder in their names; images outside of the folders have no class. */
function pathsByClass(images: readonly ImageFile[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name, path } of images) {
    const end = name.indexOf('/');
    if (end < 0) continue;
    const group = groups.get(name.slice(0, end));
    if (group === undefined) groups.set(name.slice(0, end), [path]);
    else group.push(path);
  }
  return groups;
}
