/**
 * A dataset of images that are in memory, as floats that a model can read or as bytes that become such floats batch by
 * batch. Small images only: nothing is decoded here.
 */
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import type { Batch, BatchOptions, Dataset } from 'sk-models';
import { type ImageShape, inPlace, placeImage, randomPlacement } from './augment.js';
import { batchOrder } from './batchOrder.js';
import { byteNormaliser } from './byteNormaliser.js';
import { RandomStream } from './random.js';

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
  /** Crops at random from the image padded by so many pixels of the mean, and mirrors half of the images. */
  readonly augment?: { readonly padding: number; readonly flip: boolean };
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
  augment: true,
};
const augmentNames: OptionNames<NonNullable<ArrayDatasetOptions['augment']>> = { padding: true, flip: true };

export class ArrayDataset implements Dataset {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly #options: ArrayDatasetOptions;
  readonly #labels: Int32Array;
  readonly #read: (index: number, target: Float32Array) => void;

  /** @throws DataError where images, labels and classes do not fit together; OptionError for options that do not exist */
  constructor(options: ArrayDatasetOptions) {
    checkOptions('ArrayDataset: options', options, optionNames);
    const { images, shape, labels, classNames, augment } = options;
    if (augment !== undefined) checkOptions('ArrayDataset: augment', augment, augmentNames);
    const pixels = shape[0] * shape[1] * shape[2];
    if (images.length !== labels.length * pixels) {
      throw new DataError(
        `${labels.length} labels and images of [${shape.join(', ')}] want ${labels.length * pixels} values, got ${images.length}`,
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
    this.#labels = Int32Array.from(given);
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
    this.#read = reader(options, pixels);
  }

  async *batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const { shape, shuffle = false, augment, seed = 0 } = this.#options;
    const pixels = shape[0] * shape[1] * shape[2];
    const image = new Float32Array(pixels);
    for (const indices of batchOrder(this.size, options, shuffle ? seed : undefined)) {
      const images = new Float32Array(indices.length * pixels);
      indices.forEach((index, row) => {
        this.#read(index, image);
        const placement =
          augment === undefined
            ? inPlace
            : randomPlacement(
                new RandomStream(seed, 'augment', options.epoch, index),
                augment.padding,
                augment.flip,
              );
        placeImage(image, images, row * pixels, shape, placement);
      });
      const labels = Int32Array.from(indices, (index) => elementAt(this.#labels, index));
      yield { images, shape: [indices.length, ...shape], labels };
    }
  }
}

function reader(
  { images, shape, mean, std }: ArrayDatasetOptions,
  pixels: number,
): (index: number, target: Float32Array) => void {
  if (images instanceof Float32Array) {
    return (index, target) => target.set(images.subarray(index * pixels, (index + 1) * pixels));
  }
  const normalise = byteNormaliser(shape[2], mean, std);
  return (index, target) => normalise(images.subarray(index * pixels, (index + 1) * pixels), target, 0);
}
