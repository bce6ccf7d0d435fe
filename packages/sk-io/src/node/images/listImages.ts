/** Lists the images of a folder, with a sub-folder for each class or without. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { DataError } from '../../dataError.js';
import { imageEndings } from '../../formats/images/imageEndings.js';
import { beginsLikeImage } from './imageContent.js';
import { describeSkipped, type SkippedFile } from './skippedFile.js';
import { type FoundFile, walkFolder } from './walkFolder.js';

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
  /** Files that are not listed, with the reason, in the order of the code units of their names. */
  readonly skipped: readonly SkippedFile[];
}

/** Files that are open at once. */
const openAtOnce = 64;

/**
 * Lists all images below a folder at any depth, or the one image that the path leads to. A file with another ending than
 * `imageEndings`, or with none, is an image if its first bytes are those of one. Links are followed, and no folder is
 * listed twice.
 * @throws DataError for a folder that is not there, cannot be read or holds no image
 */
export async function listImages(path: string): Promise<ImageList> {
  if (!existsSync(path)) throw new DataError(`${path}: no such folder`);
  if ((await stat(path)).isFile()) {
    return { images: [{ path, name: basename(path) }], folders: [], skipped: [] };
  }
  const { files, folders, skipped: passedOver } = await walkFolder(path);
  const { images, others } = await tellImages(files);
  const skipped = [...passedOver, ...others.map(({ name }): SkippedFile => ({ name, reason: 'no image' }))];
  if (images.length === 0) {
    const why = [`no image in this folder or below (${imageEndings.join(', ')})`, describeSkipped(skipped)];
    throw new DataError(`${path}: ${why.filter((text) => text !== '').join('; ')}`);
  }
  return {
    images: images.map(imageFile).sort(byName),
    folders: [...folders].sort(),
    skipped: skipped.sort(byName),
  };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

function imageFile({ path, name }: FoundFile): ImageFile {
  return { path, name, ...(name.includes('/') && { folder: basename(dirname(name)) }) };
}

async function tellImages(
  files: readonly FoundFile[],
): Promise<{ readonly images: readonly FoundFile[]; readonly others: readonly FoundFile[] }> {
  const images = files.filter(({ name }) => hasImageEnding(name));
  const unknown = files.filter(({ name }) => !hasImageEnding(name));
  const others: FoundFile[] = [];
  for (let start = 0; start < unknown.length; start += openAtOnce) {
    const some = unknown.slice(start, start + openAtOnce);
    const answers = await Promise.all(some.map(({ path }) => beginsLikeImage(path)));
    some.forEach((file, i) => {
      (answers[i] ? images : others).push(file);
    });
  }
  return { images, others };
}

const hasImageEnding = (name: string): boolean => imageEndings.includes(extname(name).slice(1).toLowerCase());
