/** Images that a run was trained on, found again among others: on them its accuracy says nothing about new images. */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { elementAt } from 'sk-core';
import type { RunFile, RunFiles } from 'sk-io/node';
import { namesIn, placeOf, runFiles } from './dataFiles.js';
import { chooseFiles, type ImageFiles } from './imageFolder.js';

/** Different sizes by which files are told from others that have their names. */
const tellingSizes = 8;

/**
 * Tells whether a folder holds the data of a run: it is the run's own, or all files of the run are here under the same names
 * with the same sizes. Where the run's own folder is still there, that is a copy only if the sizes tell files apart.
 */
export async function isDataOf(run: RunFiles, folder: string): Promise<boolean> {
  if ((await placeOf(folder)) === run.folder) return true;
  const sizes = new Set(run.files.map(({ bytes }) => bytes));
  if (sizes.size < Math.min(tellingSizes, run.files.length) && (await isThere(run.folder))) return false;
  const paths = run.files.map(({ name }) => join(folder, name));
  const found = await runFiles(folder, 'train', paths).catch(() => []);
  return found.length > 0 && found.every(({ bytes }, i) => bytes === elementAt(run.files, i).bytes);
}

const isThere = async (folder: string): Promise<boolean> =>
  await stat(folder).then(
    () => true,
    () => false,
  );

/** Returns those of the images that the run keeps under a split. */
export function imagesOf(
  run: RunFiles,
  split: RunFile['split'],
  folder: string,
  images: ImageFiles,
): ImageFiles {
  const names = new Set(run.files.filter((file) => file.split === split).map(({ name }) => name));
  const nameOf = namesIn(folder);
  return chooseFiles(images, (path) => names.has(nameOf(path)));
}

/** Returns the paths of the images that the run was trained on. */
export async function trainedOn(
  run: RunFiles,
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const names = run.files.filter(({ split }) => split === 'train').map(({ name }) => name);
  if (await isDataOf(run, folder)) {
    const trained = new Set(names);
    const nameOf = namesIn(folder);
    return paths.filter((path) => trained.has(nameOf(path)));
  }
  const [trained, asked] = [await places(names.map((name) => join(run.folder, name))), await places(paths)];
  const known = new Set(trained);
  return paths.filter((_, i) => known.has(elementAt(asked, i)));
}

/** Returns the paths with the links to their folders followed; folders are asked for once. */
async function places(paths: readonly string[]): Promise<readonly string[]> {
  const folders = new Map<string, string>();
  for (const folder of new Set(paths.map(dirname))) folders.set(folder, await placeOf(folder));
  return paths.map((path) => {
    const folder = dirname(path);
    return join(folders.get(folder) ?? folder, basename(path)).normalize('NFC');
  });
}
