/** Data of which a run sees some batches alone. */
import type { Dataset } from 'sk-models';
import { HeldBatches } from '../../data/heldBatches.js';
import type { Recipe } from '../../recipe/recipe.js';

export interface HoldOptions {
  /** Batches of each kind. */
  readonly fastDevRun?: number;
  /** Batches that are trained and tested on. */
  readonly overfitBatches?: number;
}

export interface FitData {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
}

/** Returns the data as it is, or some batches of it. */
export async function holdBatches(
  { train, test }: FitData,
  { batchSize, accumulate }: Pick<Recipe, 'batchSize' | 'accumulate'>,
  { fastDevRun, overfitBatches }: HoldOptions,
): Promise<FitData> {
  if (overfitBatches !== undefined) {
    const same = await HeldBatches.first(train, batchSize, overfitBatches);
    return { train: same, test: same };
  }
  if (fastDevRun === undefined) return { train, test };
  // A test sees a part of a batch at a time.
  const part = Math.ceil(batchSize / accumulate);
  return {
    train: await HeldBatches.first(train, batchSize, fastDevRun),
    test: test && (await HeldBatches.first(test, part, fastDevRun)),
  };
}
