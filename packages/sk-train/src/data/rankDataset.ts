/** The part of a dataset that one of several ranks has. */
import type { Batch, BatchOptions, BatchPart, Dataset } from 'sk-models';
import { equalPart } from './equalParts.js';
import { imagesFrom } from './imagesFrom.js';

/**
 * Returns a dataset whose batches are a part of those of the whole, which together are those that one process sees. A
 * dataset that gives no parts reads whole batches, of which the part is kept. `size` and `labels` are those of the whole.
 */
export function rankDataset(whole: Dataset, part: BatchPart): Dataset {
  const { classNames, size, labels } = whole;
  return {
    ...{ classNames, size, givesParts: false },
    ...(labels !== undefined && { labels }),
    batches: (options) =>
      whole.givesParts ? whole.batches({ ...options, part }) : partsOfBatches(whole, options, part),
  };
}

async function* partsOfBatches(
  whole: Dataset,
  options: BatchOptions,
  { index, count }: BatchPart,
): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of whole.batches(options)) {
    const [start, end] = equalPart(batch.labels.length, count, index);
    if (end > start) yield imagesFrom(batch, start, end);
  }
}
