/** The first batches of a dataset, held in memory and given again in each epoch. */
import { DataError } from 'sk-io';
import type { Batch, BatchOptions, Dataset } from 'sk-models';

export class HeldBatches implements Dataset {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly #batches: readonly Batch[];

  private constructor({ classNames }: Dataset, batches: readonly Batch[]) {
    this.classNames = classNames;
    this.size = batches.reduce((sum, { labels }) => sum + labels.length, 0);
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

  /** Yields the batches as they were read, whatever size is asked for. */
  async *batches({ skip = 0 }: BatchOptions): AsyncGenerator<Batch, void, undefined> {
    yield* this.#batches.slice(skip);
  }
}
