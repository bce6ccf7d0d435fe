/** Batches that are cut between ranks. */
import { OptionError, type Ranks } from 'sk-core';
import { batchesPerEpoch } from '../../data/batchOrder.js';
import type { Recipe } from '../../recipe/recipe.js';

/** @throws OptionError for batches that cannot be cut evenly between the ranks, each part into as many pieces as the recipe has */
export function checkSplit(
  { size: ranks }: Ranks,
  { batchSize, accumulate }: Pick<Recipe, 'batchSize' | 'accumulate'>,
  images: number,
): void {
  if (batchSize % ranks !== 0) {
    const less = batchSize - (batchSize % ranks);
    const near = less === 0 ? `${ranks}` : `${less} or ${less + ranks}`;
    throw new OptionError(
      `batchSize ${batchSize} cannot be cut evenly between ${ranks} ranks: take --batch-size ${near}`,
    );
  }
  const smallest = Math.floor(images / batchesPerEpoch(images, batchSize));
  const pieces = Math.floor(smallest / ranks);
  const wanted = Math.min(accumulate, Math.ceil(batchSize / ranks));
  if (pieces >= wanted && pieces >= 1) return;
  throw new OptionError(
    `the smallest batch of ${images} images has ${smallest}, which ${ranks} ranks cannot cut into ${wanted} each: take fewer ranks, or another --batch-size or --accumulate`,
  );
}
