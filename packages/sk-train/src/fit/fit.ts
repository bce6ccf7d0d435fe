/** Trains a model by a recipe, once model, data and recipe are known to fit together. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, OptionError, type Ranks } from 'sk-core';
import { layerKind, readGraph } from 'sk-models/graph';
import { WatchedRanks } from '../ranks/watchedRanks.js';
import { parseRecipe } from '../recipe/parseRecipe.js';
import type { Recipe } from '../recipe/recipe.js';
import { RecipeError } from '../recipe/recipeError.js';
import { freezeParts } from '../step/freezeParts.js';
import { areAveragesNew } from '../step/runningAverages.js';
import { checkClasses } from './checkClasses.js';
import { type FitOptions, type FitResult, fitOptionNames, type RunOptions } from './fitOptions.js';
import { checkTrainingMemory } from './memoryEstimate.js';
import { checkMonitor } from './monitor.js';
import { checkSplit } from './ranks/checkSplit.js';
import { RankedRun } from './ranks/rankedRun.js';
import { checkSameInputs, sameState } from './ranks/sameStart.js';
import { Run } from './run.js';
import { freshState } from './trainingState.js';

/**
 * Trains a model in place. An epoch uses every image, in batches whose sizes differ by one image at most. The running
 * averages of batch norms are corrected for their start, unless they came with the weights. What `freeze` of the recipe
 * names is frozen, and stays so.
 * @throws RecipeError, DataError, ModelError, OptionError before the first step where they do not fit together
 * @throws RankError where another rank has another recipe or other data, or does not answer
 * @throws TrainingMemoryError before the first step where a batch cannot fit into the backend's memory
 * @throws NonFiniteLossError where training diverges; no checkpoint is offered from then on
 */
export async function fit(model: LayersModel, options: FitOptions): Promise<FitResult> {
  checkOptions('fit: options', options, fitOptionNames);
  const { recipe: input, ...rest } = options;
  const recipe = parseRecipe(input);
  freezeParts(model, recipe.freeze);
  return await fitByRecipe(model, recipe, rest);
}

/** Trains as {@link fit}, by a recipe that `parseRecipe` has returned. */
export async function fitByRecipe(
  model: LayersModel,
  recipe: Recipe,
  options: RunOptions,
): Promise<FitResult> {
  checkClasses(model, options.train);
  checkDropPath(model, recipe);
  if (recipe.distillation !== undefined && options.teacher === undefined) {
    throw new RecipeError('recipe: distillation wants a teacher: fit(model, { teacher })');
  }
  checkMonitor(recipe, options.test !== undefined, options.restoreBest);
  if (options.restoreBest && options.resume !== undefined) {
    throw new OptionError(
      'fit: restoreBest knows no epoch before the one that the run resumes at: take the weights of the best checkpoint',
    );
  }
  const { resume, ranks, train } = options;
  const largest = Math.min(recipe.batchSize, train.size);
  checkTrainingMemory(model, { ...recipe, batchSize: Math.ceil(largest / (ranks?.size ?? 1)) });
  const ranked = ranks && (await joinRanks(ranks, model, recipe, options));
  const own = resume?.state ?? {
    ...freshState,
    ...((await areAveragesNew(model)) && { averagedBatches: 0 }),
  };
  const state = ranked === undefined ? own : await sameState(ranked.ranks, own);
  const run = new Run(model, recipe, options, state, ranked);
  try {
    return await run.toEnd();
  } finally {
    run.dispose();
  }
}

async function joinRanks(
  ranks: Ranks,
  model: LayersModel,
  recipe: Recipe,
  { train, test, rankTimeout, rankFacts = {}, onSlowRank = () => undefined }: RunOptions,
): Promise<RankedRun> {
  const watched = ranks instanceof WatchedRanks ? ranks : new WatchedRanks(ranks, { timeout: rankTimeout });
  await checkSameInputs(watched, { model, recipe, train, test, facts: rankFacts });
  checkSplit(watched, recipe, train.size);
  return new RankedRun(watched, onSlowRank);
}

function checkDropPath(model: LayersModel, { dropPath = 0 }: Recipe): void {
  if (dropPath === 0 || readGraph(model).nodes.some(({ layer }) => layerKind(layer).kind === 'SkDropPath'))
    return;
  throw new RecipeError(
    `recipe: dropPath: ${dropPath} wants a model with drop path, and "${model.name}" has none: train addDropPath(model, ${dropPath}) of sk-models`,
  );
}
