/** Finds a learning rate by trying: a short training whose rate grows until the loss leaves its least. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from 'sk-core';
import { DataError } from 'sk-io';
import type { Batch, Dataset } from 'sk-models';
import { mixBatch } from '../data/augment/mixing.js';
import { checkClasses } from '../fit/checkClasses.js';
import { HeldWeights } from '../fit/heldWeights.js';
import { checkTrainingMemory } from '../fit/memoryEstimate.js';
import { NonFiniteLossError } from '../fit/nonFiniteLossError.js';
import { whyNotFinite } from '../fit/whyNotFinite.js';
import { weightsOfClasses } from '../recipe/classWeights.js';
import { parseRecipe } from '../recipe/parseRecipe.js';
import type { Recipe } from '../recipe/recipe.js';
import { freezeParts } from '../step/freezeParts.js';
import { areAveragesNew } from '../step/runningAverages.js';
import type { StepResult } from '../step/stepper.js';
import { TrainStep } from '../step/trainStep.js';
import { RateCurve, type RateRange, rateAt } from './rateCurve.js';
import {
  type RateSearch,
  type RateSearchEnd,
  type RateSearchOptions,
  rangeOf,
  rateSearchNames,
} from './rateSearchOptions.js';

/**
 * Trains with a rate that grows exponentially, and suggests the one at which the loss, smoothed by a moving average with bias
 * correction, falls fastest per decade. The search ends early where the smoothed loss is above four times its least. The model gets
 * the weights and statistics back that it had; what `freeze` of the recipe names stays frozen, as by `fit`. A classifier with a rate of
 * its own (`lrHead`) keeps its ratio to the others. A teacher takes no part.
 *
 * @param train The batches that `fit` would take, epoch after epoch.
 * @throws RecipeError, DataError, ModelError, OptionError, TrainingMemoryError before the first step where they do not fit together
 * @throws NonFiniteLossError where the loss of the first batch is not finite
 */
export async function findLearningRate(
  model: LayersModel,
  train: Dataset,
  options: RateSearchOptions = {},
): Promise<RateSearch> {
  checkOptions('findLearningRate: options', options, rateSearchNames);
  const recipe = parseRecipe(options.recipe ?? {});
  rangeOf(options);
  freezeParts(model, recipe.freeze);
  return await searchByRecipe(model, train, recipe, options);
}

/** Searches as {@link findLearningRate}, by a recipe that `parseRecipe` has returned. */
export async function searchByRecipe(
  model: LayersModel,
  train: Dataset,
  recipe: Recipe,
  options: Omit<RateSearchOptions, 'recipe'>,
): Promise<RateSearch> {
  const range = rangeOf(options);
  checkClasses(model, train);
  checkTrainingMemory(model, { ...recipe, batchSize: Math.min(recipe.batchSize, train.size) });
  const { capture } = options;
  // An average of the weights would change none of them, and the labels alone are learned from.
  const { ema: _, distillation: __, ...settings } = recipe;
  const classWeights = recipe.classWeights && weightsOfClasses(recipe.classWeights, train);
  const trainStep = new TrainStep(
    model,
    { ...settings, classWeights, ...((await areAveragesNew(model)) && { averagedBatches: 0 }) },
    capture === undefined ? {} : { capture },
  );
  const before = new HeldWeights();
  try {
    await before.keep(model);
    const curve = new RateCurve(range);
    const end = await climb({ model, trainStep, train, recipe, range, curve }, options);
    const { points, steepestRate: suggestion } = curve;
    const { replays } = trainStep;
    return { points, ...(suggestion !== undefined && { suggestion }), end, replays };
  } finally {
    trainStep.dispose();
    before.restore(model);
  }
}

interface Climb {
  readonly model: LayersModel;
  readonly trainStep: TrainStep;
  readonly train: Dataset;
  readonly recipe: Recipe;
  readonly range: RateRange;
  readonly curve: RateCurve;
}

/** Takes the steps, and has waited for all of them when it returns or throws. */
async function climb(
  { model, trainStep, train, recipe, range, curve }: Climb,
  { signal, onRefusal, onStep }: RateSearchOptions,
): Promise<RateSearchEnd> {
  const underWay: Promise<StepResult>[] = [];
  let isRefused = false;
  let first: Batch | undefined;
  /** Looks at the results of the oldest steps until no more than `most` are under way. */
  const look = async (most: number): Promise<RateSearchEnd | undefined> => {
    while (underWay.length > most) {
      const result = await underWay.shift();
      if (result === undefined || !Number.isFinite(result.loss)) {
        if (curve.points.length > 0) return 'not finite';
        await Promise.allSettled(underWay);
        const { weights } = trainStep.optimizer;
        const failed = first && { batch: first, step: 0, weights };
        const why = failed === undefined ? '' : await whyNotFinite(model, trainStep.settings, failed);
        throw new NonFiniteLossError(`the loss of the first batch is ${result?.loss}, before any step${why}`);
      }
      const { refusal } = trainStep;
      if (refusal !== undefined && !isRefused) onRefusal?.(refusal);
      isRefused ||= refusal !== undefined;
      const hasDiverged = curve.add(result.loss);
      const point = curve.points.at(-1);
      if (point !== undefined) onStep?.(point);
      if (hasDiverged) return 'diverged';
    }
    return undefined;
  };
  try {
    let step = 0;
    for await (const batch of batchesOf(train, recipe)) {
      first ??= batch;
      const result = trainStep.run(batch, rateAt(range, step));
      // Its error is thrown where the step ends.
      result.catch(() => undefined);
      underWay.push(result);
      step++;
      const end = await look(step === range.steps ? 0 : trainStep.stepsInFlight - 1);
      if (end !== undefined) return end;
      if (step === range.steps) return 'steps';
      // Signals and a page's events are answered between steps.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal?.aborted) return (await look(0)) ?? 'stopped';
    }
    throw new DataError('findLearningRate: the training set has no batch');
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** Yields the batches of one epoch after the other, mixed as the recipe says. */
async function* batchesOf(train: Dataset, recipe: Recipe): AsyncGenerator<Batch, void, undefined> {
  const { batchSize } = recipe;
  for (let epoch = 0; ; epoch++) {
    let batch = 0;
    for await (const next of train.batches({ batchSize, epoch })) {
      yield mixBatch(next, recipe, { epoch, batch });
      batch++;
    }
    if (batch === 0) return;
  }
}
