/** Learning rates for a network that is trained already: its weights are to move little, a new classifier as any new weight. */
import type { RecipeInput } from './recipe.js';

/** A network with trained weights that a run begins with. */
export interface TrainedNetwork {
  /** Its name in the registry, where it is of it. */
  readonly model?: string | undefined;
  /** Height and width of the images that it reads, the larger of the two. */
  readonly side: number;
  /** Whether its classifier is made anew. */
  readonly newHead: boolean;
}

/** Trained weights learn at a rate so many times lower. */
const gentleness = 10;

/**
 * Returns the learning rates for weights that are trained already, from a recipe for random ones: a tenth of its rate, and
 * all of it for a new classifier. Nothing changes where the rate is given.
 */
export function ratesForTuning(
  { learningRate: full = 0.1 }: RecipeInput,
  given: RecipeInput,
  { newHead }: TrainedNetwork,
): { readonly recipe: RecipeInput; readonly reason: string } | undefined {
  if (given.learningRate !== undefined) return undefined;
  const learningRate = full / gentleness;
  const lrHead = given.lrHead ?? (newHead ? full : undefined);
  const head = lrHead === undefined ? '' : `, and ${lrHead} for the ${newHead ? 'new ' : ''}classifier`;
  return {
    recipe: { learningRate, ...(lrHead !== undefined && { lrHead }) },
    reason: `learning rate ${learningRate}, a tenth of that for random weights, since these are trained${head}`,
  };
}
