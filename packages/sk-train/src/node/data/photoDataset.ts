/** A dataset of images that are read, decoded and cropped by worker threads, a few batches ahead of training. */
import { byteBuffer, byteTable } from 'sk-core';
import { DataError } from 'sk-io';
import {
  type Batch,
  type BatchOptions,
  byteBatch,
  type Dataset,
  type Interpolation,
  type Preprocessing,
} from 'sk-models';
import type { CropRanges } from '../../data/augment/cropBox.js';
import { changesPixels, meanBytes, type PixelAugmentation } from '../../data/augment/pixelAugmentation.js';
import { randomPlacement } from '../../data/augment/placement.js';
import { RandomStream } from '../../random/randomStream.js';
import {
  type Crop,
  type DecodedImages,
  type FileToDecode,
  type PixelChanges,
  pixelCount,
} from './decodeImages.js';
import type { DecodePool } from './decodePool.js';
import type { PhotoSource, PhotoToRead } from './streams/photoSource.js';
import type { UnreadableFiles } from './unreadableFiles.js';

export interface PhotoDatasetOptions {
  readonly source: PhotoSource;
  readonly preprocessing: Preprocessing;
  readonly pool: DecodePool;
  readonly unreadable: UnreadableFiles;
  readonly seed: number;
  /** Whether the order is another one in each epoch: the images of a batch are counted then. */
  readonly shuffle: boolean;
  /** Crops at random from the image padded by so many pixels of the mean, and mirrors half of the images: for small images. */
  readonly moves?: { readonly padding: number; readonly flip: boolean };
  /** Random crops, mirrored half of the time with `flip`; the central crop where it is left out. */
  readonly augment?: CropRanges & { readonly flip: boolean };
  /** The interpolations of random crops to draw from, one for each image; by default that of the preprocessing. */
  readonly interpolations?: readonly Interpolation[];
  /** Augmentation of the pixels, after the crop. */
  readonly pixels?: PixelAugmentation;
}

/** Images in a job, small enough to share a batch out among the workers. */
const jobSize = 8;
const batchesAhead = 2;

export class PhotoDataset implements Dataset {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly labels?: Int32Array;
  readonly givesParts = true;
  readonly #options: PhotoDatasetOptions;
  readonly #table: Float32Array;

  constructor(options: PhotoDatasetOptions) {
    const { channels, mean, std } = options.preprocessing;
    const { classNames, size, labels } = options.source;
    this.#options = options;
    this.classNames = classNames;
    this.size = size;
    if (labels !== undefined) this.labels = labels;
    this.#table = byteTable(channels, mean, std);
  }

  /**
   * Images that cannot be read are missing from their batch; the other batches stay as they are. A batch without any
   * image is left out of data in order, and an error of shuffled data, whose batches are counted.
   */
  async *batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const { source } = this.#options;
    const order = source.batches(options);
    const ahead: Promise<Batch | 'unreadable' | 'end'>[] = [];
    const start = () => {
      const batch = order
        .next()
        .then(async ({ value }) => (value ? await this.#batch(value, options.epoch) : 'end'));
      // Looked at when its turn comes; until then a failure is no unhandled one.
      batch.catch(() => undefined);
      ahead.push(batch);
    };
    try {
      for (let i = 0; i <= batchesAhead; i++) start();
      for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
        const batch = await next;
        if (batch === 'end') break;
        start();
        if (batch !== 'unreadable') yield batch;
      }
    } finally {
      await Promise.allSettled(ahead);
      await order.return();
      await source.rest();
    }
  }

  async #batch(images: readonly PhotoToRead[], epoch: number): Promise<Batch | 'unreadable'> {
    const { unreadable } = this.#options;
    const jobs: Promise<readonly DecodedPhoto[]>[] = [];
    for (let start = 0; start < images.length; start += jobSize) {
      jobs.push(this.#decode(images.slice(start, start + jobSize), epoch));
    }
    const decoded = (await Promise.all(jobs)).flat();
    for (const { image, name, reason } of decoded)
      if (reason !== undefined) unreadable.add(image, name, reason);
    const readable = decoded.filter(({ reason }) => reason === undefined);
    if (readable.length > 0) return this.#assemble(readable, epoch);
    if (!this.#options.shuffle) return 'unreadable';
    throw new DataError(`none of the ${images.length} images of a batch can be read`);
  }

  /** Reads and decodes some images. An image whose bytes are wrong fails alone; where files cannot be read, all fail. */
  async #decode(images: readonly PhotoToRead[], epoch: number): Promise<readonly DecodedPhoto[]> {
    const { preprocessing, pool } = this.#options;
    const { size, channels, interpolation } = preprocessing;
    const target = { size, channels, interpolation };
    const changes = this.#changes(epoch);
    const read = await Promise.all(images.map(readPhoto));
    const files = read.flatMap(({ file }) => (file === undefined ? [] : [file]));
    const job = { files, target, crop: this.#crop(epoch), ...(changes !== undefined && { changes }) };
    const decoded = files.length === 0 ? noImages : await pool.decode(job);
    return photosOf(images, read, decoded, pixelCount(target));
  }

  #crop(epoch: number): Crop {
    const { augment, moves, seed, preprocessing } = this.#options;
    if (augment === undefined) {
      const fill = meanBytes(preprocessing);
      // Images whose pixels do not change are moved with the batch, which has the exact mean where they leave it free.
      const moved = moves && this.#changes(epoch) && { ...moves, seed, epoch, fill };
      return { kind: 'central', fraction: preprocessing.cropFraction, ...(moved && { moved }) };
    }
    const { flip, ...ranges } = augment;
    const { interpolations } = this.#options;
    return { kind: 'random', ranges, flip, seed, epoch, ...(interpolations && { interpolations }) };
  }

  #changes(epoch: number): PixelChanges | undefined {
    const { pixels: augmentation, seed, preprocessing } = this.#options;
    if (augmentation === undefined || !changesPixels(augmentation)) return undefined;
    const { mean, std } = preprocessing;
    return { augmentation, statistics: { mean, std }, seed, epoch };
  }

  #assemble(decoded: readonly DecodedPhoto[], epoch: number): Batch {
    const { preprocessing } = this.#options;
    const count = pixelCount(preprocessing);
    const shape = [decoded.length, ...preprocessing.size, preprocessing.channels] as const;
    const bytes = byteBuffer(shape);
    for (const [row, { pixels }] of decoded.entries()) bytes.set(pixels, row * count);
    const labels = Int32Array.from(decoded, ({ label }) => label);
    const names = decoded.map(({ name }) => name);
    const placements = this.#placements(decoded, epoch);
    return byteBatch({ bytes, table: this.#table, ...placements }, shape, labels, { names });
  }

  #placements(
    decoded: readonly DecodedPhoto[],
    epoch: number,
  ): { readonly placements: Int32Array } | undefined {
    const { moves, seed } = this.#options;
    if (moves === undefined || this.#changes(epoch) !== undefined) return undefined;
    const placements = decoded.flatMap(({ draw }) => {
      const stream = new RandomStream(seed, 'augment', epoch, draw);
      const { down, right, mirrored } = randomPlacement(stream, moves.padding, moves.flip);
      return [down, right, Number(mirrored)];
    });
    return { placements: Int32Array.from(placements) };
  }
}

interface DecodedPhoto extends PhotoToRead {
  readonly pixels: Uint8Array;
  /** The reason for which the image cannot be read, if it cannot. */
  readonly reason: string | undefined;
}

/** An image that is ready to be decoded, or the reason why there is none. */
type ReadPhoto =
  | { readonly file: FileToDecode; readonly reason?: undefined }
  | { readonly file?: undefined; readonly reason: string };

async function readPhoto({ draw, name, read }: PhotoToRead): Promise<ReadPhoto> {
  if (read === undefined) return { file: { path: name, index: draw } };
  try {
    return { file: { path: name, index: draw, bytes: await read() } };
  } catch (error) {
    if (error instanceof DataError) return { reason: error.message };
    throw error;
  }
}

const noImages: DecodedImages = { pixels: new Uint8Array(0), failures: [] };

/** Returns the images of a job, each with its pixels or the reason for which it has none. */
function photosOf(
  images: readonly PhotoToRead[],
  read: readonly ReadPhoto[],
  { pixels, failures }: DecodedImages,
  count: number,
): readonly DecodedPhoto[] {
  const reasons = new Map(failures.map(({ position, reason }) => [position, reason]));
  let position = 0;
  return images.map((image, i) => {
    const reason = read[i]?.reason;
    if (reason !== undefined) return { ...image, pixels: pixels.subarray(0, 0), reason };
    const start = position * count;
    return { ...image, pixels: pixels.subarray(start, start + count), reason: reasons.get(position++) };
  });
}
