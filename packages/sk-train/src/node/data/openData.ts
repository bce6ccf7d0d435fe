/** Opens a data folder as datasets that fit a model and a recipe. */
import { checkOptions, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import type { Dataset, Interpolation, Preprocessing } from 'sk-models';
import { ArrayDataset, type ArrayDatasetOptions } from '../../data/arrayDataset.js';
import type { PixelAugmentation } from '../../data/augment/pixelAugmentation.js';
import type { Sampling } from '../../data/batchOrder.js';
import type { Augmentation } from '../../recipe/augmentation.js';
import { smallSide } from '../../recipe/imagesRecipe.js';
import type { TrainInterpolation } from '../../recipe/recipe.js';
import type { BinarySplit } from './binary/binaryFormat.js';
import { inputPixels } from './binary/inputPixels.js';
import type { DecodePool } from './decodePool.js';
import { type FileOrder, FilePhotos } from './filePhotos.js';
import type { BinaryFolder, DataFolder } from './findData.js';
import type { ImageFiles } from './imageFolder.js';
import { PhotoDataset, type PhotoDatasetOptions } from './photoDataset.js';
import { readImages } from './readImages.js';
import type { ShardSet } from './streams/findShards.js';
import type { PhotoSource } from './streams/photoSource.js';
import { ShardImages } from './streams/shardImages.js';
import { type OnUnreadable, UnreadableFiles, type UnreadableLimits } from './unreadableFiles.js';

export interface OpenOptions {
  readonly preprocessing: Preprocessing;
  readonly pool: DecodePool;
  /** Share of the files that may be unreadable, 0 to 1. */
  readonly maxUnreadable: number;
  readonly onUnreadable: OnUnreadable;
  /** While a set of small images is read into memory. */
  readonly onProgress?: (done: number, total: number, unreadable: number) => void;
  readonly signal?: AbortSignal;
  /** The folder in which small images are kept once they are decoded; none are kept without it. */
  readonly cacheFolder?: string | undefined;
  /** Takes what is to be known about the cache. */
  readonly onNote?: (text: string) => void;
}

const optionNames: OptionNames<OpenOptions> = {
  preprocessing: true,
  pool: true,
  maxUnreadable: true,
  onUnreadable: true,
  onProgress: true,
  signal: true,
  cacheFolder: true,
  onNote: true,
};

/** Augmentation beside the crop. */
export interface OpenTrainingOptions extends OpenOptions {
  readonly pixels?: PixelAugmentation;
  /** The interpolation of random crops of photographs; the model's own by default. */
  readonly trainInterpolation?: TrainInterpolation | undefined;
  /** 'balanced' shows every class equally often in each epoch. */
  readonly sampling?: Sampling | undefined;
}

const trainingOptionNames: OptionNames<OpenTrainingOptions> = {
  ...optionNames,
  pixels: true,
  trainInterpolation: true,
  sampling: true,
};

/**
 * Shuffled and augmented by the seed.
 * @throws DataError for an augmentation that the images cannot have
 */
export async function openTrainingData(
  data: DataFolder,
  augmentation: Augmentation,
  seed: number,
  options: OpenTrainingOptions,
): Promise<Dataset> {
  checkOptions('openTrainingData: options', options, trainingOptionNames);
  const { pixels = {}, trainInterpolation, sampling } = options;
  const common = { seed, shuffle: true, pixels, sampling };
  if (augmentation.kind === 'resized-crop') {
    if (data.kind === 'binary') {
      const { name } = data.format;
      throw new DataError(
        `${name}'s images are small: take crop-flip augmentation, as --recipe cifar has it`,
      );
    }
    const { kind: _, ...augment } = augmentation;
    const interpolations = trainInterpolation && interpolationsOf(trainInterpolation);
    return photos(data.train, { ...common, augment, ...(interpolations && { interpolations }) }, options);
  }
  if (trainInterpolation !== undefined) {
    throw new DataError(
      `trainInterpolation ${trainInterpolation}: ${augmentation.kind} augmentation resizes no image in training: take resized-crop, or leave it out`,
    );
  }
  const moves =
    augmentation.kind === 'crop-flip'
      ? { padding: augmentation.padding, flip: augmentation.flip }
      : undefined;
  const moved = moves && { augment: moves };
  if (data.kind === 'binary') return await binary(data, 'train', { ...common, ...moved }, options);
  if (isSmall(options.preprocessing)) {
    if (data.kind === 'images') return await small(data.train, { ...common, ...moved }, options);
    return photos(data.train, { ...common, ...(moves && { moves }) }, options);
  }
  if (augmentation.kind === 'none') return photos(data.train, common, options);
  throw new DataError(
    `crop-flip augmentation is for images of up to ${smallSide} pixels a side, the model reads ${options.preprocessing.size.join(' x ')}: take resized-crop, as --recipe imagenet has it`,
  );
}

/** In order, each image as it is tested; nothing where the folder has no test images. */
export async function openTestData(data: DataFolder, options: OpenOptions): Promise<Dataset | undefined> {
  checkOptions('openTestData: options', options, optionNames);
  const plain = { seed: 0, shuffle: false };
  if (data.kind === 'binary') return await binary(data, data.tested ?? 'test', plain, options);
  if (data.test === undefined) return undefined;
  if (data.kind === 'shards' || !isSmall(options.preprocessing)) return photos(data.test, plain, options);
  return await small(data.test, plain, options);
}

/** Whether images of this size stay in memory, and are augmented as small images are. */
export function isSmall({ size: [height, width] }: Pick<Preprocessing, 'size'>): boolean {
  return Math.max(height, width) <= smallSide;
}

/** 'random' is timm's choice of two. */
const interpolationsOf = (wanted: TrainInterpolation): readonly Interpolation[] =>
  wanted === 'random' ? ['bilinear', 'bicubic'] : [wanted];

type Arrangement = Pick<ArrayDatasetOptions, 'shuffle' | 'sampling' | 'augment' | 'pixels'> & {
  readonly seed: number;
};

async function small(files: ImageFiles, arrangement: Arrangement, options: OpenOptions): Promise<Dataset> {
  const { preprocessing, pool, maxUnreadable, onUnreadable, onProgress, signal, cacheFolder, onNote } =
    options;
  const { size, channels, interpolation, cropFraction, mean, std } = preprocessing;
  const { images, labels, names } = await readImages(files, {
    target: { size, channels, interpolation },
    fraction: cropFraction,
    cacheFolder,
    pool,
    unreadable: new UnreadableFiles(
      { ...files, size: files.paths.length },
      limits(arrangement, maxUnreadable),
      onUnreadable,
    ),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
    ...(onNote && { onNote }),
  });
  const shape = [...size, channels] as const;
  const { classNames } = files;
  return new ArrayDataset({ images, shape, labels, names, classNames, mean, std, ...arrangement });
}

/** Images are shuffled to learn from them. */
const limits = ({ shuffle = false }: Pick<Arrangement, 'shuffle'>, share: number): UnreadableLimits => ({
  share,
  keepsClasses: shuffle,
});

type PhotoArrangement = FileOrder &
  Omit<PhotoDatasetOptions, 'source' | 'preprocessing' | 'pool' | 'unreadable'>;

function photos(
  images: ImageFiles | ShardSet,
  { sampling, ...arrangement }: PhotoArrangement,
  { preprocessing, pool, maxUnreadable, onUnreadable, signal }: OpenOptions,
): Dataset {
  const source =
    'shards' in images
      ? shardSource(images, { sampling, ...arrangement }, signal)
      : new FilePhotos(images, { sampling, ...arrangement });
  const unreadable = new UnreadableFiles(source, limits(arrangement, maxUnreadable), onUnreadable);
  return new PhotoDataset({ source, preprocessing, pool, unreadable, ...arrangement });
}

function shardSource(
  set: ShardSet,
  { sampling, shuffle, seed }: FileOrder,
  signal: AbortSignal | undefined,
): PhotoSource {
  if (sampling === undefined) {
    return new ShardImages({ ...set, signal, ...(shuffle && { shuffleSeed: seed }) });
  }
  throw new DataError(
    `sampling '${sampling}': shards are read one after the other, and each of their images once: give the classes weights (classWeights), or leave sampling out`,
  );
}

async function binary(
  { format, folder }: BinaryFolder,
  split: BinarySplit,
  arrangement: Arrangement,
  { preprocessing }: OpenOptions,
): Promise<Dataset> {
  const { size, channels, mean, std } = preprocessing;
  const data = await format.read(folder, split);
  const images = inputPixels(format.name, data, preprocessing);
  const { labels, classNames } = data;
  return new ArrayDataset({
    images,
    labels,
    classNames,
    shape: [...size, channels],
    mean,
    std,
    ...arrangement,
  });
}
