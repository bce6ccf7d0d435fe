/** A dataset of photographs that are decoded and cropped by worker threads, a few batches ahead of training. */
import { byteBuffer, byteTable, elementAt } from 'sk-core';
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
import { changesPixels, type PixelAugmentation } from '../../data/augment/pixelAugmentation.js';
import { batchOrder, checkSampling, type Sampling } from '../../data/batchOrder.js';
import {
  type Crop,
  type DecodedImages,
  type DecodeJob,
  type FileToDecode,
  type PixelChanges,
  pixelCount,
} from './decodeImages.js';
import type { DecodePool } from './decodePool.js';
import type { ImageFiles } from './imageFolder.js';
import type { UnreadableFiles } from './unreadableFiles.js';

export interface PhotoDatasetOptions {
  readonly files: ImageFiles;
  readonly preprocessing: Preprocessing;
  readonly pool: DecodePool;
  readonly unreadable: UnreadableFiles;
  readonly seed: number;
  /** Another order in each epoch. */
  readonly shuffle: boolean;
  readonly sampling?: Sampling | undefined;
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
  readonly labels: Int32Array;
  readonly givesParts = true;
  readonly #options: PhotoDatasetOptions;
  readonly #table: Float32Array;

  constructor(options: PhotoDatasetOptions) {
    const { channels, mean, std } = options.preprocessing;
    checkSampling('PhotoDataset', options);
    this.#options = options;
    this.classNames = options.files.classNames;
    this.size = options.files.paths.length;
    this.labels = options.files.labels;
    this.#table = byteTable(channels, mean, std);
  }

  /**
   * Files that cannot be read are missing from their batch; the other batches stay as they are. A batch without any
   * image is left out of data in order, and an error of shuffled data, whose batches are counted.
   */
  async *batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const { shuffle, sampling, seed } = this.#options;
    const balanced = sampling === 'balanced' ? this.labels : undefined;
    const order = batchOrder(this.size, options, shuffle ? seed : undefined, balanced);
    const ahead: Promise<Batch | undefined>[] = [];
    const start = () => {
      const draws = order.next().value;
      if (draws === undefined) return;
      const batch = this.#batch(draws, options.epoch);
      // Looked at when its turn comes; until then a failure is no unhandled one.
      batch.catch(() => undefined);
      ahead.push(batch);
    };
    for (let i = 0; i <= batchesAhead; i++) start();
    for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
      const batch = await next;
      start();
      if (batch !== undefined) yield batch;
    }
  }

  async #batch(draws: Uint32Array, epoch: number): Promise<Batch | undefined> {
    const { files, preprocessing, pool, unreadable } = this.#options;
    const { size, channels, interpolation } = preprocessing;
    const target = { size, channels, interpolation };
    const crop = this.#crop(epoch);
    const changes = this.#changes(epoch);
    const wanted = Array.from(draws, (draw) => ({
      index: draw,
      path: elementAt(files.paths, this.#imageOf(draw)),
    }));
    const jobs: Promise<readonly DecodedFile[]>[] = [];
    for (let start = 0; start < wanted.length; start += jobSize) {
      const files = wanted.slice(start, start + jobSize);
      const job = { files, target, crop, ...(changes !== undefined && { changes }) };
      jobs.push(pool.decode(job).then((decoded) => filesOf(job, decoded)));
    }
    const decoded = (await Promise.all(jobs)).flat();
    for (const { index, reason } of decoded)
      if (reason !== undefined) unreadable.add(this.#imageOf(index), reason);
    const readable = decoded.filter(({ reason }) => reason === undefined);
    if (readable.length > 0) return this.#assemble(readable);
    if (!this.#options.shuffle) return undefined;
    throw new DataError(`none of the ${draws.length} images of a batch can be read`);
  }

  /** Returns the image that is drawn. */
  #imageOf(draw: number): number {
    return draw % this.size;
  }

  #crop(epoch: number): Crop {
    const { augment, seed, preprocessing } = this.#options;
    if (augment === undefined) return { kind: 'central', fraction: preprocessing.cropFraction };
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

  #assemble(decoded: readonly DecodedFile[]): Batch {
    const { preprocessing } = this.#options;
    const count = pixelCount(preprocessing);
    const shape = [decoded.length, ...preprocessing.size, preprocessing.channels] as const;
    const bytes = byteBuffer(shape);
    for (const [row, { pixels }] of decoded.entries()) bytes.set(pixels, row * count);
    const labels = Int32Array.from(decoded, ({ index }) => elementAt(this.labels, this.#imageOf(index)));
    const names = decoded.map(({ path }) => path);
    return byteBatch({ bytes, table: this.#table }, shape, labels, { names });
  }
}

interface DecodedFile extends FileToDecode {
  readonly pixels: Uint8Array;
  /** Why the file cannot be read, where it cannot. */
  readonly reason: string | undefined;
}

/** Returns the files of a job with what became of each. */
function filesOf({ files, target }: DecodeJob, { pixels, failures }: DecodedImages): readonly DecodedFile[] {
  const reasons = new Map(failures.map(({ position, reason }) => [position, reason]));
  const count = pixelCount(target);
  return files.map((file, i) => ({
    ...file,
    pixels: pixels.subarray(i * count, (i + 1) * count),
    reason: reasons.get(i),
  }));
}
