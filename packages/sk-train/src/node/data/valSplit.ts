/** Images that are kept from training, so that something is left to choose the best checkpoint by. */
import { createHash } from 'node:crypto';
import { elementAt } from 'sk-core';
import { chooseFiles, type ImageFiles } from './imageFolder.js';

export interface SplitFiles {
  readonly train: ImageFiles;
  readonly val: ImageFiles;
}

/**
 * Keeps a share of each class for validation, to within half an image, and at least one image of each class for
 * training. Which ones depends on the seed and on the names alone: one image more moves no other one.
 * @param share 0 to 1
 * @param nameOf The name of the file at a path, the same wherever the data lie.
 */
export function splitByClass(
  files: ImageFiles,
  share: number,
  seed: number,
  nameOf: (path: string) => string,
): SplitFiles {
  const kept = new Set<number>();
  for (const indices of indicesByClass(files)) {
    const count = Math.min(Math.round(share * indices.length), indices.length - 1);
    const drawn = indices
      .map((index) => ({ index, place: digest(seed, nameOf(elementAt(files.paths, index))) }))
      .sort((a, b) => (a.place < b.place ? -1 : 1));
    for (const { index } of drawn.slice(0, count)) kept.add(index);
  }
  return {
    train: chooseFiles(files, (_, index) => !kept.has(index)),
    val: chooseFiles(files, (_, index) => kept.has(index)),
  };
}

function indicesByClass({ labels, classNames }: ImageFiles): readonly (readonly number[])[] {
  const groups: number[][] = classNames.map(() => []);
  labels.forEach((label, index) => {
    elementAt(groups, label).push(index);
  });
  return groups;
}

/** One system composes the letters of a name that another one takes apart. */
const digest = (seed: number, name: string): string =>
  createHash('sha256')
    .update(`${seed}/${name.normalize('NFC')}`)
    .digest('hex');
