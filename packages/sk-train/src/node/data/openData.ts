/** Finds out what a data folder holds, and opens it as datasets that fit a model and a recipe. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import type { Dataset, Preprocessing } from 'sk-models';
import { ArrayDataset, type ArrayDatasetOptions } from '../../data/arrayDataset.js';
import type { Augmentation } from '../../recipe/recipe.js';
import { isCifarBinary, isUnnamed, readCifar } from './cifarBinary.js';
import type { DecodePool } from './decodePool.js';
import { findSplits, findTestFolder, type ImageFiles, listClassFolders } from './imageFolder.js';
import { PhotoDataset } from './photoDataset.js';
import { readImages } from './readImages.js';
import { type OnUnreadable, UnreadableFiles } from './unreadableFiles.js';

/** A data folder, looked at and not yet read. */
export type DataFolder =
  | { readonly kind: 'cifar'; readonly folder: string; readonly classNames: readonly string[] }
  | {
      readonly kind: 'images';
      readonly classNames: readonly string[];
      readonly train: ImageFiles;
      readonly test?: ImageFiles;
    };

export interface OpenOptions {
  readonly preprocessing: Preprocessing;
  readonly pool: DecodePool;
  /** Share of the files that may be unreadable, 0 to 1. */
  readonly maxUnreadable: number;
  readonly onUnreadable: OnUnreadable;
  /** While a set of small images is read into memory. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Images of up to this many pixels a side are decoded once and stay in memory. */
const smallSide = 64;

/** @throws DataError where there is nothing to train on */
export async function findTrainingData(folder: string): Promise<DataFolder> {
  if (isCifarBinary(folder)) return await findCifar(folder);
  const splits = findSplits(folder);
  const train = await listClassFolders(splits.train);
  const { classNames } = train;
  if (splits.test === undefined) return { kind: 'images', classNames, train };
  return { kind: 'images', classNames, train, test: await listClassFolders(splits.test, classNames) };
}

/**
 * The images to evaluate on.
 * @param classNames those of the model: class folders have to be among them, CIFAR's classes have to be the same
 * @throws DataError where they are not
 */
export async function findTestData(folder: string, classNames?: readonly string[]): Promise<DataFolder> {
  if (isCifarBinary(folder)) {
    const data = await findCifar(folder);
    if (classNames !== undefined) checkSameClasses(folder, data.classNames, classNames);
    return data;
  }
  const test = await listClassFolders(findTestFolder(folder), classNames);
  return { kind: 'images', classNames: test.classNames, train: test, test };
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

async function findCifar(folder: string): Promise<DataFolder> {
  const { classNames } = await readCifar(folder, 'test');
  return { kind: 'cifar', folder, classNames };
}

/** Shuffled and augmented by the seed. */
export async function openTrainingData(
  data: DataFolder,
  augmentation: Augmentation,
  seed: number,
  options: OpenOptions,
): Promise<Dataset> {
  const common = { seed, shuffle: true };
  if (augmentation.kind === 'resized-crop') {
    if (data.kind === 'cifar')
      throw new DataError("CIFAR's images are small: take crop-flip augmentation, as --recipe cifar has it");
    const { kind: _, ...augment } = augmentation;
    return photos(data.train, { ...common, augment }, options);
  }
  const augment = augmentation.kind === 'crop-flip' ? { augment: augmentation } : {};
  if (data.kind === 'cifar') return await cifar(data.folder, 'train', { ...common, ...augment }, options);
  if (isSmall(options.preprocessing)) return await small(data.train, { ...common, ...augment }, options);
  if (augmentation.kind === 'none') return photos(data.train, common, options);
  throw new DataError(
    `crop-flip augmentation is for images of up to ${smallSide} pixels a side, the model reads ${options.preprocessing.size.join(' x ')}: take resized-crop, as --recipe imagenet has it`,
  );
}

/** In order, each image as it is tested; nothing where the folder has no test images. */
export async function openTestData(data: DataFolder, options: OpenOptions): Promise<Dataset | undefined> {
  const plain = { seed: 0, shuffle: false };
  if (data.kind === 'cifar') return await cifar(data.folder, 'test', plain, options);
  if (data.test === undefined) return undefined;
  return isSmall(options.preprocessing)
    ? await small(data.test, plain, options)
    : photos(data.test, plain, options);
}

/** Whether images of this size stay in memory, and are augmented as small images are. */
export function isSmall({ size: [height, width] }: Pick<Preprocessing, 'size'>): boolean {
  return Math.max(height, width) <= smallSide;
}

type Arrangement = Pick<ArrayDatasetOptions, 'shuffle' | 'augment'> & { readonly seed: number };

async function small(files: ImageFiles, arrangement: Arrangement, options: OpenOptions): Promise<Dataset> {
  const { preprocessing, pool, maxUnreadable, onUnreadable, onProgress, signal } = options;
  const { size, channels, interpolation, cropFraction, mean, std } = preprocessing;
  const { images, labels } = await readImages(files, {
    target: { size, channels, interpolation },
    crop: { kind: 'central', fraction: cropFraction },
    pool,
    unreadable: new UnreadableFiles(files.paths.length, maxUnreadable, onUnreadable),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const shape = [...size, channels] as const;
  const { classNames } = files;
  return new ArrayDataset({ images, shape, labels, classNames, mean, std, ...arrangement });
}

function photos(
  files: ImageFiles,
  arrangement: Omit<
    ConstructorParameters<typeof PhotoDataset>[0],
    'files' | keyof OpenOptions | 'unreadable'
  >,
  { preprocessing, pool, maxUnreadable, onUnreadable }: OpenOptions,
): Dataset {
  const unreadable = new UnreadableFiles(files.paths.length, maxUnreadable, onUnreadable);
  return new PhotoDataset({ files, preprocessing, pool, unreadable, ...arrangement });
}

async function cifar(
  folder: string,
  split: 'train' | 'test',
  arrangement: Arrangement,
  { preprocessing: { size, channels, mean, std } }: OpenOptions,
): Promise<Dataset> {
  if (size.join() !== '32,32' || channels !== 3) {
    throw new DataError(
      `CIFAR's images are 32 x 32 in colour, the model reads ${size.join(' x ')} of ${channels} channels`,
    );
  }
  const data = await readCifar(folder, split);
  return new ArrayDataset({ ...data, shape: [32, 32, 3], mean, std, ...arrangement });
}
