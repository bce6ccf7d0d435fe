/** All ranks begin with what rank 0 has. */

import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Ranks } from 'sk-core';
import type { Dataset, TrainingState } from 'sk-models';
import { broadcastText, broadcastVariables } from '../../ranks/broadcast.js';
import { compareRanks, type RankFacts } from '../../ranks/compareRanks.js';
import type { Recipe } from '../../recipe/recipe.js';
import type { TrainStep } from '../../step/trainStep.js';

export interface RankInputs {
  readonly model: LayersModel;
  readonly recipe: Recipe;
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  /** Other facts that the caller wants to be the same. */
  readonly facts: RankFacts;
}

/** @throws RankError where another rank has another recipe, model or data */
export async function checkSameInputs(ranks: Ranks, inputs: RankInputs): Promise<void> {
  const { model, recipe, train, test, facts } = inputs;
  await compareRanks(ranks, {
    ...Object.fromEntries(
      Object.entries(recipe).map(([field, value]) => [`recipe.${field}`, JSON.stringify(value) ?? '']),
    ),
    'training images': `${train.size}`,
    'test images': `${test?.size ?? 0}`,
    classes: train.classNames.join(', '),
    labels: labelSum(train),
    'shapes of weights': model.weights.map(({ shape }) => `[${shape}]`).join(', '),
    ...facts,
  });
}

/** Returns a number that almost no other list of labels has. */
function labelSum({ labels = [] }: Dataset): string {
  let sum = 0;
  for (const label of Array.from(labels)) sum = (Math.imul(sum, 31) + label + 1) | 0;
  return `${sum}`;
}

/** Returns the position of rank 0. */
export async function sameState(ranks: Ranks, state: TrainingState): Promise<TrainingState> {
  return JSON.parse(await broadcastText(ranks, JSON.stringify(state))) as TrainingState;
}

/** Gives every rank the weights, the optimiser's state and the average of the weights of rank 0. */
export async function sameWeights(
  ranks: Ranks,
  model: LayersModel,
  { optimizer, average }: TrainStep,
): Promise<void> {
  const weights = model.weights.map((weight) => weight.read() as Variable);
  await broadcastVariables(ranks, [...weights, ...optimizer.slots, ...(average?.variables ?? [])]);
}
