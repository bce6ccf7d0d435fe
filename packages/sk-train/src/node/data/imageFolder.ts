/** The images of a folder that holds one folder for each class, as PyTorch's ImageFolder has it. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import {
  classIndices,
  className,
  describeSkipped,
  type ImageFile,
  type ImageList,
  imageEndings,
  isListName,
  listImages,
  type SkippedFile,
} from 'sk-io/node';
import { readList } from './lists/findLists.js';
import { splitOf } from './splits/splitFolders.js';

export interface ImageFiles {
  /** In the order of their code units; composed, whichever way the folders' names are written. */
  readonly classNames: readonly string[];
  readonly paths: readonly string[];
  /** The index of each file's class. */
  readonly labels: Int32Array;
}

/** The files of class folders, and what lies among them and is left out. */
export interface ClassFolders extends ImageFiles {
  readonly skipped: readonly SkippedFile[];
}

/**
 * Lists all images below a folder of class folders, class by class, so that the same files always have the same numbers.
 * @param classNames The classes to expect; by default the names of the class folders.
 * @throws DataError for a folder without classes, a class without images, or a class that is not expected
 */
export async function listClassFolders(
  folder: string,
  classNames?: readonly string[],
): Promise<ClassFolders> {
  const found = await findClassFolders(folder, classNames);
  if (found !== undefined) return found;
  throw new DataError(`${folder}: wants one folder of images for each class, found none`);
}

/**
 * Lists class folders as {@link listClassFolders} does; the files of a list, where the path is that of one.
 * @returns Undefined where the images lie in the folder itself.
 */
export async function findClassFolders(
  folder: string,
  classNames?: readonly string[],
): Promise<ClassFolders | undefined> {
  if (isListName(folder) && statSync(folder, { throwIfNoEntry: false })?.isFile() === true) {
    return { ...(await readList(folder, classNames)), skipped: [] };
  }
  const list = await listImages(folder);
  if (list.folders.length === 0) return undefined;
  checkNested(folder, list);
  const found = [...new Set(list.folders.map(className))].sort();
  const order = classNames ?? found;
  const indexOf = classIndices(order);
  const stranger = found.find((name) => indexOf(name) === undefined);
  if (stranger !== undefined) {
    throw new DataError(`${folder}: class "${stranger}" is not among the ${order.length} that are known`);
  }
  const { byClass, outside } = groupByClass(list.images);
  const lists = found.map((name) => {
    const paths = byClass.get(name);
    if (paths !== undefined) return { paths, label: indexOf(name) ?? 0 };
    throw new DataError(emptyClass(folder, name, list.skipped));
  });
  return {
    classNames: order,
    paths: lists.flatMap(({ paths }) => paths),
    labels: Int32Array.from(lists.flatMap(({ paths, label }) => paths.map(() => label))),
    skipped: [...list.skipped, ...outside.map(({ name }): SkippedFile => ({ name, reason: 'no class' }))],
  };
}

/** Returns the files for which `isWanted` holds, in their order. */
export function chooseFiles(
  files: ImageFiles,
  isWanted: (path: string, index: number) => boolean,
): ImageFiles {
  const indices = files.paths.flatMap((path, index) => (isWanted(path, index) ? [index] : []));
  return {
    classNames: files.classNames,
    paths: indices.map((index) => elementAt(files.paths, index)),
    labels: Int32Array.from(indices, (index) => elementAt(files.labels, index)),
  };
}

/**
 * A folder called `val` or `test` is a class where its images lie in it themselves (CIFAR-100 has a class `train`), and a
 * split in the wrong place where it holds folders alone.
 */
function checkNested(folder: string, { images, folders }: ImageList): void {
  const nested = folders.find(
    (name) => splitOf(name) !== undefined && !images.some((image) => isDirectlyIn(name, image)),
  );
  if (nested === undefined) return;
  throw new DataError(
    `${folder}: ${nested}/ looks like a split and not like a class: wants train/<class>/ and val/<class>/ side by side in the folder that --data names`,
  );
}

const isDirectlyIn = (folder: string, { name }: ImageFile): boolean =>
  name.startsWith(`${folder}/`) && !name.includes('/', folder.length + 1);

/** Groups the paths by the first folder in their names; images outside of the folders have no class. */
function groupByClass(images: readonly ImageFile[]): {
  readonly byClass: ReadonlyMap<string, readonly string[]>;
  readonly outside: readonly ImageFile[];
} {
  const byClass = new Map<string, string[]>();
  const outside: ImageFile[] = [];
  for (const image of images) {
    const end = image.name.indexOf('/');
    if (end < 0) {
      outside.push(image);
      continue;
    }
    const name = className(image.name.slice(0, end));
    const group = byClass.get(name);
    if (group === undefined) byClass.set(name, [image.path]);
    else group.push(image.path);
  }
  return { byClass, outside };
}

function emptyClass(folder: string, name: string, skipped: readonly SkippedFile[]): string {
  const inside = skipped.filter(
    (file) => className(file.name).startsWith(`${name}/`) || className(file.name) === name,
  );
  const told = describeSkipped(inside);
  return `${join(folder, name)}: class "${name}" has no images (${imageEndings.join(', ')})${told === '' ? '' : `: ${told}`}`;
}
