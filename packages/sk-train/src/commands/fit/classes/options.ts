/** The options of `sk-train fit` against classes of unequal size, and the fields of a recipe that they set. */
import type { ClassWeights } from '../../../recipe/classWeights.js';
import type { RecipeInput } from '../../../recipe/recipe.js';

export interface ClassOptions {
  readonly classWeights?: ClassWeights;
}

/** Returns the fields of the recipe that were given as options. */
export const classFields = ({ classWeights }: ClassOptions): RecipeInput => ({
  ...(classWeights !== undefined && { classWeights }),
});
