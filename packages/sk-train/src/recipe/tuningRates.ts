/** Chooses learning rates for trained weights: a tenth of the recipe's for them, all of it for a new classifier. */
import { usualRate } from './optimizer.js';
import type { RecipeInput } from './recipe.js';

/** A network with trained weights that a run begins with. */
export interface TrainedNetwork {
  /** Its name in the registry; undefined for a network that is not there. */
  readonly model?: string | undefined;
  /** Height and width of the images that it reads, the larger of the two. */
  readonly side: number;
  /** Whether its classifier is made anew. */
  readonly newHead: boolean;
}

/** Trained weights have the learning rate of random ones, divided by this. */
const rateDivisor = 10;

/**
 * Returns the learning rates for weights that are trained already, from a recipe for random ones: a tenth of its rate, and
 * all of it for a new classifier. Nothing changes where the rate is given.
 */
export function ratesForTuning(
  { learningRate, optimizer }: RecipeInput,
  given: RecipeInput,
  { newHead }: TrainedNetwork,
): { readonly recipe: RecipeInput; readonly reason: string } | undefined {
  if (given.learningRate !== undefined) return undefined;
  const full = learningRate ?? usualRate(optimizer);
  const tuned = full / rateDivisor;
  const lrHead = given.lrHead ?? (newHead ? full : undefined);
  const head = lrHead === undefined ? '' : `, and ${lrHead} for the ${newHead ? 'new ' : ''}classifier`;
  return {
    recipe: { learningRate: tuned, ...(lrHead !== undefined && { lrHead }) },
    reason: `learning rate ${tuned}, a tenth of that for random weights, since these are trained${head}`,
  };
}
