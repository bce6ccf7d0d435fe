/** Finds out what a data folder holds, without reading an image. */
import { basename, dirname } from 'node:path';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import { describeSkipped, firstNames } from 'sk-io/node';
import { binaryFormatOf } from './binary/binaryFiles.js';
import type { BinaryFormat } from './binary/binaryFormat.js';
import { isUnnamed } from './classes/unnamedClasses.js';
import { type ClassFolders, findClassFolders, type ImageFiles, listClassFolders } from './imageFolder.js';
import { listPaths, readList } from './lists/findLists.js';
import { findSplitFolders, type SplitFolders } from './splits/splitFolders.js';
import { type FoundShards, findShards, isShards, type ShardSet } from './streams/findShards.js';

/** A data folder, looked at and not yet read. */
export type DataFolder = BinaryFolder | ImageFolder | ShardFolder;

/** Shards, which are read while a network trains. */
export interface ShardFolder {
  readonly kind: 'shards';
  readonly classNames: readonly string[];
  readonly train: ShardSet;
  /** The images that choose the best checkpoint. */
  readonly test?: ShardSet;
}

/** A data set in its authors' files of raw pixels. */
export interface BinaryFolder {
  readonly kind: 'binary';
  readonly format: BinaryFormat;
  readonly folder: string;
  readonly classNames: readonly string[];
  /** The split that is tested on; 'test' by default. */
  readonly tested?: 'train' | 'test';
}

export interface ImageFolder {
  readonly kind: 'images';
  readonly classNames: readonly string[];
  readonly train: ImageFiles;
  /** The images that choose the best checkpoint: those of `val/`, or those of `test/` where there is no `val/`. */
  readonly test?: ImageFiles;
}

/**
 * Returns shards as data to train on.
 * @throws DataError where none are for training
 */
export function trainOn({ source, splits: { train, val, test } }: FoundShards): ShardFolder {
  if (train === undefined) throw new DataError(`${source}: holds no shards to train on (train-*)`);
  const tested = val ?? test;
  return {
    kind: 'shards',
    classNames: train.classNames,
    train,
    ...(tested !== undefined && { test: tested }),
  };
}

/** The class folders of a data folder, in splits or not. */
export interface FoundImages {
  readonly folder: string;
  /** The path of each split; that of the data folder where it is the only one. */
  readonly paths: { readonly train: string } & SplitFolders['paths'];
  readonly train: ImageFiles;
  readonly val?: ImageFiles;
  readonly test?: ImageFiles;
  /** A sentence for each folder that says what is left out, and why. */
  readonly notes: readonly string[];
}

/** @throws DataError where there is nothing to train on */
export async function findTrainingData(folder: string): Promise<DataFolder> {
  const format = binaryFormatOf(folder);
  if (format !== undefined) return await findBinary(format, folder);
  if (await isShards(folder)) return trainOn(await findShards(folder));
  const { train, val, test } = await findImages(folder);
  const tested = val ?? test;
  return {
    kind: 'images',
    classNames: train.classNames,
    train,
    ...(tested !== undefined && { test: tested }),
  };
}

/**
 * Lists the images of each split of a folder, or of the folder itself where it has no splits.
 * @throws DataError where there is nothing to train on, and where split folders lie among class folders
 */
export async function findImages(folder: string): Promise<FoundImages> {
  const lists = await listPaths(folder);
  if (lists.train !== undefined) return await findListed(folder, { ...lists, train: lists.train });
  const splits = await findSplitFolders(folder);
  const root = trainingFolder(folder, splits);
  const train = await trainingImages(root, splits);
  const { classNames } = train;
  const { paths, others } = splits;
  const beside =
    paths.train === undefined || others.length === 0
      ? ''
      : `${folder}: skipped what lies beside ${basename(root)}/: ${firstNames(others)}`;
  const val = await lookAt(paths.val, classNames);
  const test = await lookAt(paths.test, classNames).catch((error: unknown): Look => {
    // Nobody reads it before `eval` does, which says the same.
    if (val.images !== undefined && error instanceof DataError)
      return { note: `left alone: ${error.message}` };
    throw error;
  });
  return {
    folder,
    paths: { ...paths, train: root },
    train,
    ...(val.images !== undefined && { val: val.images }),
    ...(test.images !== undefined && { test: test.images }),
    notes: [beside, skippedNote(root, train), val.note, test.note].filter((note) => note !== ''),
  };
}

async function findListed(source: string, paths: FoundImages['paths']): Promise<FoundImages> {
  const train = await readList(paths.train);
  const read = async (path: string | undefined) => path && (await readList(path, train.classNames));
  const [val, test] = [await read(paths.val), await read(paths.test)];
  return {
    folder: source === paths.train ? dirname(source) : source,
    paths,
    train,
    ...(val && { val }),
    ...(test && { test }),
    notes: [train, val, test].flatMap((list) => (list && list.note !== '' ? [list.note] : [])),
  };
}

interface Look {
  /** Absent where the images lie in no class folders, or there is no such split. */
  readonly images?: ClassFolders;
  readonly note: string;
}

async function lookAt(path: string | undefined, classNames: readonly string[]): Promise<Look> {
  if (path === undefined) return { note: '' };
  const images = await findClassFolders(path, classNames);
  return images === undefined ? { note: flatNote(path) } : { images, note: skippedNote(path, images) };
}

/** Returns a sentence about a split whose images have no classes. */
export const flatNote = (path: string): string =>
  `${path}: its images lie in no class folders, so they say nothing about accuracy; 'sk-train predict --model <run> --csv ${path}' answers for them`;

/** Returns a sentence about what is left out of class folders; an empty one where nothing is. */
export function skippedNote(path: string, { skipped }: ClassFolders): string {
  const told = describeSkipped(skipped);
  return told === '' ? '' : `${path}: ${told}`;
}

/** @throws DataError where the only folders are splits without train/, or where splits lie among classes */
function trainingFolder(folder: string, { paths, others }: SplitFolders): string {
  if (paths.train !== undefined) return paths.train;
  const splits = Object.values(paths).map((path) => `${basename(path)}/`);
  const [first] = splits;
  if (first === undefined) return folder;
  if (others.length === 0) {
    throw new DataError(
      `${folder}: holds ${splits.join(' and ')} and nothing to train on: wants training images in train/<class>/`,
    );
  }
  throw new DataError(
    `${folder}: ${first} looks like a split and lies among class folders (${firstNames(others)}): move the class folders into train/, or rename ${first} if it is a class`,
  );
}

async function trainingImages(root: string, { paths, others }: SplitFolders): Promise<ClassFolders> {
  const found = await findClassFolders(root);
  if (found !== undefined) return found;
  const isClass = paths.train !== undefined && others.length > 0;
  const hint = isClass
    ? `; if ${basename(root)} is a class beside ${firstNames(others)}, give its folder another name`
    : '';
  throw new DataError(`${root}: wants one folder of images for each class, found none${hint}`);
}

/**
 * The images to evaluate on: those of `test/`, or else of `val/`, `train/` or the folder itself.
 * @param classNames those of the model: class folders have to be among them, those of a data set in binary form have to be the same
 * @throws DataError where they are not
 */
export async function findTestData(folder: string, classNames?: readonly string[]): Promise<DataFolder> {
  const format = binaryFormatOf(folder);
  if (format !== undefined) return await findBinary(format, folder, classNames);
  if (await isShards(folder)) {
    const { test, val, train } = (await findShards(folder, { classNames })).splits;
    return testOnShards(folder, test ?? val ?? train);
  }
  const lists = await listPaths(folder);
  const list = lists.test ?? lists.val ?? lists.train;
  if (list !== undefined) return testOn(await readList(list, classNames));
  const { paths } = await findSplitFolders(folder);
  return testOn(await listClassFolders(paths.test ?? paths.val ?? paths.train ?? folder, classNames));
}

/** Returns data that are nothing but images to evaluate on. */
export const testOn = (images: ImageFiles): ImageFolder => ({
  kind: 'images',
  classNames: images.classNames,
  train: images,
  test: images,
});

/**
 * Returns data that are nothing but shards to evaluate on.
 * @throws DataError where there are none
 */
export function testOnShards(source: string, set: ShardSet | undefined): ShardFolder {
  if (set === undefined) throw new DataError(`${source}: has no such shards`);
  return { kind: 'shards', classNames: set.classNames, train: set, test: set };
}

/**
 * Looks at the files of a data set, for a model where its classes are given.
 * @throws DataError for files that cannot be read, and for other classes
 */
export async function findBinary(
  format: BinaryFormat,
  folder: string,
  wanted?: readonly string[],
): Promise<BinaryFolder> {
  const classNames = await format.classNames(folder);
  if (wanted !== undefined) checkSameClasses(folder, classNames, wanted);
  return { kind: 'binary', format, folder, classNames };
}

/** Classes without a name are the same wherever they stand in the same place. */
function checkSameClasses(folder: string, found: readonly string[], wanted: readonly string[]): void {
  if (found.length !== wanted.length) {
    throw new DataError(`${folder}: holds ${found.length} classes, the model knows ${wanted.length}`);
  }
  const differs = found.findIndex((name, i) => {
    const other = elementAt(wanted, i);
    return name !== other && !isUnnamed(name) && !isUnnamed(other);
  });
  if (differs < 0) return;
  throw new DataError(
    `${folder}: class ${differs} is "${found[differs]}" here and "${wanted[differs]}" for the model`,
  );
}
