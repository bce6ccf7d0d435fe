/** The folders in which data keep images to train on, to choose by and to test on, under the names that people give them. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from 'sk-io';
import { foldersIn, type SplitName } from 'sk-io/node';

/** In small letters; the case of a folder's name does not matter. */
const splitNames: { readonly [split in SplitName]: readonly string[] } = {
  train: ['train', 'training'],
  val: ['val', 'valid', 'validation'],
  test: ['test', 'testing'],
};

export interface SplitFolders {
  /** The path of each split that there is. */
  readonly paths: { readonly [split in SplitName]?: string };
  /** Names of the other folders. */
  readonly others: readonly string[];
}

/** Returns the split that a folder looks like by its name. */
export function splitOf(name: string): SplitName | undefined {
  const splits = Object.keys(splitNames) as SplitName[];
  return splits.find((split) => splitNames[split].includes(name.toLowerCase()));
}

/** @throws DataError for a folder that is not there, and where two folders look like one split */
export async function findSplitFolders(folder: string): Promise<SplitFolders> {
  const info = statSync(folder, { throwIfNoEntry: false });
  if (info === undefined) throw new DataError(`${folder}: no such folder`);
  if (!info.isDirectory()) throw new DataError(`${folder}: is a file, wants a folder of images`);
  const paths: { [split in SplitName]?: string } = {};
  const others: string[] = [];
  for (const name of await foldersIn(folder)) {
    const split = splitOf(name);
    if (split === undefined) {
      others.push(name);
      continue;
    }
    const other = paths[split];
    if (other !== undefined) {
      throw new DataError(
        `${other} and ${join(folder, name)} both look like images for ${purposes[split]}: rename one or take it away`,
      );
    }
    paths[split] = join(folder, name);
  }
  return { paths, others };
}

const purposes: { readonly [split in SplitName]: string } = {
  train: 'training',
  val: 'validation',
  test: 'testing',
};
