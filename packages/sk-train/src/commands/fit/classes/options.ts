/** The options of `sk-train fit` against classes of unequal size, and the fields of a recipe that they set. */
import type { Sampling } from '../../../data/batchOrder.js';
import type { ClassWeights } from '../../../recipe/classWeights.js';
import type { RecipeInput } from '../../../recipe/recipe.js';

export interface ClassOptions {
  readonly classWeights?: ClassWeights;
  readonly sampling?: 'each' | Sampling;
}

/** Returns the fields of the recipe that were given as options. */
export const classFields = ({ classWeights, sampling }: ClassOptions): RecipeInput => ({
  ...(classWeights !== undefined && { classWeights }),
  ...(sampling !== undefined && { sampling: sampling === 'each' ? undefined : sampling }),
});
