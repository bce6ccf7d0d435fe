/** Lists the images of a folder, with a sub-folder for each class or without. */
import { type Dirent, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { DataError } from '../../dataError.js';

export interface ImageFile {
  readonly path: string;
  /** The path from the listed folder on, with / between its parts. */
  readonly name: string;
  /** Name of the folder that the image lies in, unless that is the listed one. */
  readonly folder?: string;
}

export interface ImageList {
  /** In the order of the code units of their names. */
  readonly images: readonly ImageFile[];
  /** Folders in the listed one, with images below or without, in the order of their code units. */
  readonly folders: readonly string[];
}

/** Files with these endings, in either case, are taken for images; sharp reads all of them. */
export const imageEndings: readonly string[] = 'jpg jpeg png webp gif avif tif tiff svg'.split(' ');

/**
 * Lists all images below a folder at any depth, or the one image that the path leads to. Files and folders whose names
 * begin with a dot are left out. A link to a folder is followed where it lies in the listed folder itself, and not
 * further below, where links may form a circle.
 * @throws DataError for a folder that is not there, cannot be read or holds no image
 */
export async function listImages(path: string): Promise<ImageList> {
  if (!existsSync(path)) throw new DataError(`${path}: no such folder`);
  if ((await stat(path)).isFile()) return { images: [{ path, name: basename(path) }], folders: [] };
  const folders: string[] = [];
  const images: ImageFile[] = [];
  for (const entry of (await entries(path)).filter(isVisible)) {
    if (await isFolder(entry)) {
      folders.push(entry.name);
      for (const image of await imagesBelow(path, entry.name)) images.push(image);
    } else if (isImage(entry.name)) {
      images.push({ path: join(path, entry.name), name: entry.name });
    }
  }
  if (images.length === 0) {
    throw new DataError(`${path}: no image in this folder or below (${imageEndings.join(', ')})`);
  }
  return { images: images.sort((a, b) => (a.name < b.name ? -1 : 1)), folders: folders.sort() };
}

async function imagesBelow(root: string, name: string): Promise<ImageFile[]> {
  const top = join(root, name);
  const found = await entries(top, true);
  return found.flatMap((entry) => {
    if (entry.isDirectory() || !isImage(entry.name)) return [];
    const path = join(entry.parentPath, entry.name);
    const parts = relative(root, path).split(sep);
    if (parts.some((part) => part.startsWith('.'))) return [];
    return [{ path, name: parts.join('/'), folder: basename(entry.parentPath) }];
  });
}

const isVisible = ({ name }: Dirent): boolean => !name.startsWith('.');

const isImage = (name: string): boolean => imageEndings.includes(extname(name).slice(1).toLowerCase());

async function isFolder(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return await stat(join(entry.parentPath, entry.name)).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

async function entries(folder: string, recursive = false): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive });
  } catch (error) {
    throw new DataError(`${folder}: ${(error as Error).message}`, { cause: error });
  }
}
