/** The first batches of a dataset, held in memory and given again in each epoch. */
import { DataError } from 'sk-io';
import type { Batch, BatchOptions, Dataset } from 'sk-models';
import { batchesPerEpoch } from './batchOrder.js';
import { equalParts } from './equalParts.js';
import { imagesFrom } from './imagesFrom.js';

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
  async *batches({ batchSize, skip = 0 }: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    for (const batch of this.#batches.slice(skip)) {
      const images = batch.labels.length;
      if (images <= batchSize) yield batch;
      else
        for (const [start, end] of equalParts(images, batchesPerEpoch(images, batchSize)))
          yield imagesFrom(batch, start, end);
    }
  }
}
