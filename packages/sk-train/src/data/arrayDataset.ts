/**
 * A dataset of images that are in memory, as floats that a model can read or as bytes that become such floats batch by
 * batch. Small images only: nothing is decoded here.
 */
import { byteBuffer, byteTable, checkOptions, elementAt, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import { type Batch, type BatchOptions, byteBatch, type Dataset } from 'sk-models';
import { RandomStream } from '../random/randomStream.js';
import {
  augmentPixels,
  changesPixels,
  meanBytes,
  type PixelAugmentation,
} from './augment/pixelAugmentation.js';
import {
  type ImageShape,
  inPlace,
  type Placement,
  placeImage,
  randomPlacement,
} from './augment/placement.js';
import { batchOrder, checkSampling, type Sampling } from './batchOrder.js';

export interface ArrayDatasetOptions {
  /** All images in a row, [H, W, C] each. Floats are given to the model as they are. */
  readonly images: Float32Array | Uint8Array;
  readonly shape: ImageShape;
  /** The index of each image's class. */
  readonly labels: ArrayLike<number>;
  readonly classNames: readonly string[];
  /** For bytes, one for each channel on the scale 0 to 1: the model reads (value / 255 - mean) / std. */
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** Shuffling and augmentation depend on it, on the epoch and on the image, and on nothing else. */
  readonly seed?: number;
  /** Another order in each epoch. */
  readonly shuffle?: boolean;
  /** 'balanced' shows every class equally often, with `shuffle`: images of small classes come again, those of large ones in turns. */
  readonly sampling?: Sampling | undefined;
  /** Crops at random from the image padded by so many pixels of the mean, and mirrors half of the images. */
  readonly augment?: { readonly padding: number; readonly flip: boolean };
  /** Augmentation of images of bytes, after the crop and the flip. */
  readonly pixels?: PixelAugmentation;
  /** Files or other names of the images, for messages. */
  readonly names?: readonly string[];
}

const optionNames: OptionNames<ArrayDatasetOptions> = {
  images: true,
  shape: true,
  labels: true,
  classNames: true,
  mean: true,
  std: true,
  seed: true,
  shuffle: true,
  sampling: true,
  augment: true,
  pixels: true,
  names: true,
};
const pixelNames: OptionNames<PixelAugmentation> = {
  rotation: true,
  autoAugment: true,
  colorJitter: true,
  erasing: true,
};
const augmentNames: OptionNames<NonNullable<ArrayDatasetOptions['augment']>> = { padding: true, flip: true };

export class ArrayDataset implements Dataset {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly labels: Int32Array;
  readonly givesParts = true;
  readonly #options: ArrayDatasetOptions;
  readonly #assemble: Assemble;

  /**
   * @throws DataError where images, labels and classes do not fit together; ShapeError for mean and std of another number
   * of channels; OptionError for options that do not exist
   */
  constructor(options: ArrayDatasetOptions) {
    checkOptions('ArrayDataset: options', options, optionNames);
    const { images, shape, labels, classNames, augment, pixels: changes = {} } = options;
    if (augment !== undefined) checkOptions('ArrayDataset: augment', augment, augmentNames);
    checkOptions('ArrayDataset: pixels', changes, pixelNames);
    checkSampling('ArrayDataset', options);
    if (changesPixels(changes) && !(images instanceof Uint8Array && isPictures(shape))) {
      throw new DataError(
        `pixels are changed in bytes of 1 or 3 channels, got ${images.constructor.name} of ${shape[2]}: give the images as a Uint8Array, or leave pixels out`,
      );
    }
    const pixels = shape[0] * shape[1] * shape[2];
    if (images.length !== labels.length * pixels) {
      throw new DataError(
        `${labels.length} labels and images of [${shape.join(', ')}] want ${labels.length * pixels} values, got ${images.length}`,
      );
    }
    if (options.names !== undefined && options.names.length !== labels.length) {
      throw new DataError(
        `${labels.length} images want as many names, got ${options.names.length}: give one each, or leave names out`,
      );
    }
    const given = Array.from(labels);
    const wrong = given.findIndex((label) => !(label >= 0 && label < classNames.length));
    if (wrong >= 0) {
      throw new DataError(
        `image ${wrong} has label ${given[wrong]}, but there are ${classNames.length} classes`,
      );
    }
    const broken = given.findIndex((label) => !Number.isInteger(label));
    if (broken >= 0) {
      throw new DataError(`image ${broken} has label ${given[broken]}, which is the index of no class`);
    }
    this.labels = Int32Array.from(given);
    const lost = images instanceof Uint8Array ? -1 : images.findIndex((value) => !Number.isFinite(value));
    if (lost >= 0) {
      const image = Math.floor(lost / pixels);
      throw new DataError(
        `image ${image} holds ${images[lost]} at value ${lost % pixels}: images want finite numbers`,
      );
    }
    this.classNames = classNames;
    this.size = labels.length;
    this.#options = options;
    this.#assemble = images instanceof Float32Array ? ofFloats(images, shape) : ofBytes(images, options);
  }

  async *batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const { shuffle = false, sampling, augment, seed = 0, names } = this.#options;
    const { epoch } = options;
    const placementOf = (draw: number): Placement => {
      if (augment === undefined) return inPlace;
      const stream = new RandomStream(seed, 'augment', epoch, draw);
      return randomPlacement(stream, augment.padding, augment.flip);
    };
    const balanced = sampling === 'balanced' ? this.labels : undefined;
    for (const draws of batchOrder(this.size, options, shuffle ? seed : undefined, balanced)) {
      const indices = draws.map((draw) => draw % this.size);
      const labels = Int32Array.from(indices, (index) => elementAt(this.labels, index));
      const own = names && Array.from(indices, (index) => elementAt(names, index));
      yield this.#assemble({ draws, indices, labels, names: own }, placementOf, epoch);
    }
  }
}

/** The images of a batch. */
interface Chosen {
  /** The numbers that their augmentation is drawn for: the index, and another number where an epoch shows an image again. */
  readonly draws: Uint32Array;
  readonly indices: Uint32Array;
  readonly labels: Int32Array;
  readonly names: readonly string[] | undefined;
}

/** Returns a batch of chosen images. */
type Assemble = (chosen: Chosen, placementOf: (draw: number) => Placement, epoch: number) => Batch;

const ofFloats =
  (images: Float32Array, size: ImageShape): Assemble =>
  ({ draws, indices, labels, names }, placementOf) => {
    const pixels = size[0] * size[1] * size[2];
    const placed = new Float32Array(indices.length * pixels);
    for (const [row, index] of indices.entries()) {
      const image = images.subarray(index * pixels, (index + 1) * pixels);
      placeImage(image, placed, row * pixels, size, placementOf(elementAt(draws, row)));
    }
    return { images: placed, shape: [indices.length, ...size], labels, names };
  };

function ofBytes(images: Uint8Array, options: ArrayDatasetOptions): Assemble {
  const { shape: size, mean, std } = options;
  const table = byteTable(size[2], mean, std);
  const pixels = size[0] * size[1] * size[2];
  if (isPictures(size) && options.pixels !== undefined && changesPixels(options.pixels)) {
    return ofChangedBytes(images, table, size, options.pixels, options);
  }
  return ({ draws, indices, labels, names }, placementOf) => {
    const shape = [indices.length, ...size] as const;
    const chosen = byteBuffer(shape);
    const placements = new Int32Array(3 * indices.length);
    for (const [row, index] of indices.entries()) {
      chosen.set(images.subarray(index * pixels, (index + 1) * pixels), row * pixels);
      const { down, right, mirrored } = placementOf(elementAt(draws, row));
      placements.set([down, right, Number(mirrored)], 3 * row);
    }
    return byteBatch({ bytes: chosen, table, placements }, shape, labels, { names });
  };
}

/** The size of images whose pixels can be changed. */
type PictureShape = readonly [height: number, width: number, channels: 1 | 3];

const isPictures = (shape: ImageShape): shape is PictureShape => shape[2] === 1 || shape[2] === 3;

/** Crops and mirrors on the host, since the pixels are changed afterwards. */
function ofChangedBytes(
  images: Uint8Array,
  table: Float32Array,
  size: PictureShape,
  changes: PixelAugmentation,
  { mean = [0, 0, 0], std = [1, 1, 1], seed = 0 }: ArrayDatasetOptions,
): Assemble {
  const [height, width, channels] = size;
  const pixels = height * width * channels;
  const fill = meanBytes({ mean });
  return ({ draws, indices, labels, names }, placementOf, epoch) => {
    const shape = [indices.length, ...size] as const;
    const chosen = byteBuffer(shape);
    for (const [row, index] of indices.entries()) {
      const data = new Uint8Array(pixels);
      const image = images.subarray(index * pixels, (index + 1) * pixels);
      const draw = elementAt(draws, row);
      placeImage(image, data, 0, size, placementOf(draw), fill);
      const place = { seed, epoch, index: draw };
      const changed = augmentPixels({ data, width, height, channels }, changes, place, { mean, std });
      chosen.set(changed.data, row * pixels);
    }
    return byteBatch({ bytes: chosen, table }, shape, labels, { names });
  };
}
