/** A dataset of photographs that are decoded and cropped by worker threads, a few batches ahead of training. */
import type { Batch, BatchOptions, Dataset, Preprocessing } from 'sk-models';
import { normalisingTables } from '../../data/arrayDataset.js';
import type { CropRanges } from '../../data/augment.js';
import { batchOrder } from '../../data/batchOrder.js';
import { DataError } from '../../data/dataError.js';
import type { Crop, DecodedImages } from './decodeImages.js';
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
  /** Random crops, mirrored half of the time with `flip`; the central crop where it is left out. */
  readonly augment?: CropRanges & { readonly flip: boolean };
}

/** Images in a job, small enough to share a batch out among the workers. */
const jobSize = 8;
const batchesAhead = 2;

export class PhotoDataset implements Dataset {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly #options: PhotoDatasetOptions;
  readonly #tables: Float32Array;

  constructor(options: PhotoDatasetOptions) {
    const { channels, mean, std } = options.preprocessing;
    this.#options = options;
    this.classNames = options.files.classNames;
    this.size = options.files.paths.length;
    this.#tables = normalisingTables(channels, mean, std);
  }

  /**
   * Files that cannot be read are missing from their batch; the other batches stay as they are. A batch without any
   * image is left out of data in order, and an error of shuffled data, whose batches are counted.
   */
  async *batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const { shuffle, seed } = this.#options;
    const order = batchOrder(this.size, options, shuffle ? seed : undefined);
    const ahead: Promise<Batch | undefined>[] = [];
    const start = () => {
      const indices = order.next().value;
      if (indices === undefined) return;
      const batch = this.#batch(indices, options.epoch);
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

  async #batch(indices: Uint32Array, epoch: number): Promise<Batch | undefined> {
    const { files, preprocessing, pool, unreadable } = this.#options;
    const [height, width] = preprocessing.size;
    const crop = this.#crop(epoch);
    const jobs: Promise<DecodedImages>[] = [];
    for (let start = 0; start < indices.length; start += jobSize) {
      const part = Array.from(indices.subarray(start, start + jobSize));
      const paths = part.map((index) => files.paths[index] as string);
      const { channels, interpolation } = preprocessing;
      jobs.push(pool.decode({ paths, indices: part, height, width, channels, interpolation, crop }));
    }
    const parts = await Promise.all(jobs);
    const bad = new Set<number>();
    parts.forEach(({ failures }, job) => {
      for (const { position, reason } of failures) {
        const row = job * jobSize + position;
        bad.add(row);
        unreadable.add(files.paths[indices[row] as number] as string, reason);
      }
    });
    if (bad.size < indices.length) return this.#assemble(parts, indices, bad);
    if (!this.#options.shuffle) return undefined;
    throw new DataError(`none of the ${indices.length} images of a batch can be read`);
  }

  #crop(epoch: number): Crop {
    const { augment, seed, preprocessing } = this.#options;
    if (augment === undefined) return { kind: 'central', fraction: preprocessing.cropFraction };
    const { flip, ...ranges } = augment;
    return { kind: 'random', ranges, flip, seed, epoch };
  }

  #assemble(parts: readonly DecodedImages[], indices: Uint32Array, bad: ReadonlySet<number>): Batch {
    const { files, preprocessing } = this.#options;
    const [height, width] = preprocessing.size;
    const { channels } = preprocessing;
    const pixels = height * width * channels;
    const rows = Array.from(indices.keys()).filter((row) => !bad.has(row));
    const images = new Float32Array(rows.length * pixels);
    rows.forEach((row, target) => {
      const part = parts[Math.floor(row / jobSize)] as DecodedImages;
      const start = (row % jobSize) * pixels;
      for (let i = 0; i < pixels; i++) {
        const value = part.pixels[start + i] as number;
        images[target * pixels + i] = this.#tables[(i % channels) * 256 + value] as number;
      }
    });
    const labels = Int32Array.from(rows, (row) => files.labels[indices[row] as number] as number);
    return { images, shape: [rows.length, height, width, channels], labels };
  }
}
