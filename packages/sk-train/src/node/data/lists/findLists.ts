/** Lists of image files as data: one list, or a folder with a list for each split. */
import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { DataError } from 'sk-io';
import {
  classIndices,
  className,
  firstNames,
  isListName,
  readImageList,
  type SplitName,
  shardClassNames,
} from 'sk-io/node';
import { unnamedClasses } from '../classes/unnamedClasses.js';
import { splitOf } from '../splits/splitFolders.js';

/** The files of a list, in its order. */
export interface ListedFiles {
  readonly classNames: readonly string[];
  readonly paths: readonly string[];
  readonly labels: Int32Array;
  /** A sentence about what is left out of the list, or an empty text. */
  readonly note: string;
}

export type ListPaths = { readonly [split in SplitName]?: string };

/** Returns the list of each split; a list that is named itself is to train on. Empty for any other source. */
export async function listPaths(source: string): Promise<ListPaths> {
  const info = statSync(source, { throwIfNoEntry: false });
  if (info?.isFile()) return isListName(source) ? { train: source } : {};
  if (!info?.isDirectory()) return {};
  const paths: { [split in SplitName]?: string } = {};
  for (const name of (await readdir(source)).filter(isListName).sort()) {
    const split = splitOf(parse(name).name);
    if (split === undefined) continue;
    const other = paths[split];
    if (other !== undefined) {
      throw new DataError(`${other} and ${name} both look like the list of one split: take one of them away`);
    }
    paths[split] = join(source, name);
  }
  return paths;
}

/**
 * Reads a list. A file that it names twice counts once.
 * @param known The classes to expect; by default those of the list, whose indices have the names in `classes.txt` beside it.
 * @throws DataError for a list without files, a file of two classes, a class that is not expected, and too many without names
 */
export async function readList(path: string, known?: readonly string[]): Promise<ListedFiles> {
  const labels = new Map<string, number | string>();
  const twice: string[] = [];
  for (const { file, label } of await readImageList(path)) {
    const other = labels.get(file);
    if (other === undefined) labels.set(file, label);
    else if (other === label) twice.push(basename(file));
    else throw new DataError(`${path}: ${file} has two classes: ${other} and ${label}`);
  }
  if (labels.size === 0) throw new DataError(`${path}: lists no images`);
  const found = new Set(labels.values());
  const classNames = known ?? (await classesIn(path, found));
  const isCounted = [...found].every((label) => typeof label === 'number');
  const indexOf = isCounted ? (label: number | string) => Number(label) : byName(classNames);
  const indices = Int32Array.from(labels.values(), (label) => {
    const index = indexOf(label);
    if (index !== undefined && index < classNames.length) return index;
    throw new DataError(`${path}: class "${label}" is not among the ${classNames.length} that are known`);
  });
  const note =
    twice.length === 0 ? '' : `${path}: ${twice.length} files stand there twice: ${firstNames(twice)}`;
  return { classNames, paths: [...labels.keys()], labels: indices, note };
}

function byName(classNames: readonly string[]): (label: number | string) => number | undefined {
  const indexOf = classIndices(classNames);
  return (label) => indexOf(String(label));
}

async function classesIn(path: string, labels: ReadonlySet<number | string>): Promise<readonly string[]> {
  const all = [...labels];
  const numbers = all.filter((label) => typeof label === 'number');
  if (numbers.length < all.length) return [...new Set(all.map((label) => className(String(label))))].sort();
  const beside = await shardClassNames(path);
  const most = numbers.reduce((a, b) => Math.max(a, b), 0);
  return beside ?? unnamedClasses(path, most + 1);
}
