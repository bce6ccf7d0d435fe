/** The facts that a recipe is chosen by, and the training images as it wants them. */
import { existsSync } from 'node:fs';
import { UsageError } from 'sk-io/command';
import { checkModelName } from 'sk-io/node';
import { type Dataset, registry } from 'sk-models';
import { binaryFormatOf } from '../../../node/data/binary/binaryFiles.js';
import { type DataFolder, type FoundImages, findImages, trainOn } from '../../../node/data/findData.js';
import { type OpenOptions, openTrainingData } from '../../../node/data/openData.js';
import { type FoundShards, isShards } from '../../../node/data/streams/findShards.js';
import type { Recipe } from '../../../recipe/recipe.js';
import { openShardData } from '../../parts/shards/openShardData.js';

/** @throws UsageError for a path; ModelError for an unknown name */
export function checkNetwork(name: string): void {
  if (existsSync(name) && !registry.has(name)) {
    throw new UsageError(
      `--model ${name}: names a network to begin with random weights, and this is a path: --from ${name} begins with the weights that are there`,
    );
  }
  checkModelName(name);
}

/** Images that a recipe follows from. */
export type FoundData = FoundImages | FoundShards;

/** Returns the images of the data where the recipe follows from them. */
export async function findForRecipe({
  data,
  recipe,
}: {
  readonly data?: string;
  readonly recipe?: string;
}): Promise<FoundData | undefined> {
  const follows = data !== undefined && recipe === undefined && binaryFormatOf(data) === undefined;
  return follows ? await findData(data) : undefined;
}

/** Finds the images of a folder, or the shards of a source. @throws DataError */
export async function findData(source: string): Promise<FoundData> {
  return (await isShards(source)) ? await openShardData(source) : await findImages(source);
}

/** Returns the names of the classes that are trained on. @throws DataError where there is nothing to train on */
export const foundClasses = (found: FoundData): readonly string[] =>
  'splits' in found ? trainOn(found).classNames : found.train.classNames;

/** Opens the training images with all that a recipe does to them. */
export async function openByRecipe(data: DataFolder, recipe: Recipe, opening: OpenOptions): Promise<Dataset> {
  const { augmentation, seed, sampling, trainInterpolation } = recipe;
  const { rotation, autoAugment, colorJitter, erasing } = recipe;
  return await openTrainingData(data, augmentation, seed, {
    ...opening,
    ...{ trainInterpolation, sampling },
    pixels: { rotation, autoAugment, colorJitter, erasing },
  });
}
