/** The first batches of a dataset, held in memory and given again in each epoch. */
import { byteBuffer } from 'sk-core';
import { DataError } from 'sk-io';
import { type Batch, type BatchOptions, byteBatch, bytesOf, type Dataset } from 'sk-models';
import { batchesPerEpoch } from './batchOrder.js';
import { equalPart, equalParts } from './equalParts.js';

export class HeldBatches implements Dataset {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly labels: Int32Array;
  readonly #batches: readonly Batch[];

  private constructor({ classNames }: Dataset, batches: readonly Batch[]) {
    this.classNames = classNames;
    this.labels = Int32Array.from(batches.flatMap(({ labels }) => [...labels]));
    this.size = this.labels.length;
    this.#batches = batches;
  }

  /**
   * Reads the batches that an epoch begins with.
   *
   * @throws DataError where a dataset has none
   */
  static async first(dataset: Dataset, batchSize: number, count: number): Promise<HeldBatches> {
    const batches: Batch[] = [];
    for await (const batch of dataset.batches({ batchSize, epoch: 0 })) {
      batches.push(batch);
      if (batches.length === count) break;
    }
    if (batches.length === 0) throw new DataError('there are no images to hold');
    return new HeldBatches(dataset, batches);
  }

  /** Yields the batches as they were read; those that are larger than what is asked for in parts. */
  async *batches({ batchSize, skip = 0, part }: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    const shared = (batch: Batch): Batch =>
      part === undefined ? batch : partOf(batch, ...equalPart(batch.labels.length, part.count, part.index));
    for (const batch of this.#batches.slice(skip)) {
      const images = batch.labels.length;
      if (images <= batchSize) yield shared(batch);
      else
        for (const [start, end] of equalParts(images, batchesPerEpoch(images, batchSize)))
          yield shared(partOf(batch, start, end));
    }
  }
}

function partOf(batch: Batch, start: number, end: number): Batch {
  const [, height, width, channels] = batch.shape;
  const shape = [end - start, height, width, channels] as const;
  const labels = batch.labels.slice(start, end);
  const names = batch.names?.slice(start, end);
  const pixels = height * width * channels;
  const held = bytesOf(batch);
  if (held === undefined) {
    return { images: batch.images.subarray(start * pixels, end * pixels), shape, labels, names };
  }
  const bytes = byteBuffer(shape);
  bytes.set(held.bytes.subarray(start * pixels, end * pixels));
  const { placements } = held;
  const moved = placements && { placements: placements.slice(3 * start, 3 * end) };
  return byteBatch({ bytes, table: held.table, ...moved }, shape, labels, { names });
}
