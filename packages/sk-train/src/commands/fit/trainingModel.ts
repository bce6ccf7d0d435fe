/** The untrained model that a run begins with. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  createModel,
  ModelError,
  modelMetadata,
  type Preprocessing,
  registry,
  withMetadata,
} from 'sk-models';
import type { Recipe } from '../../recipe/recipe.js';

export interface TrainingModel {
  readonly model: LayersModel;
  readonly preprocessing: Preprocessing;
}

/**
 * Creates the network that the recipe names, for the classes of the data.
 * @throws ModelError for an unknown name or an image that is too small
 */
export function createTrainingModel(
  { model: name, imageSize, seed }: Recipe & { readonly model: string },
  classNames: readonly string[],
): TrainingModel {
  const channels = registry.get(name)?.defaults.inputShape[2] ?? 3;
  const model = createModel(name, {
    numClasses: classNames.length,
    seed,
    ...(imageSize !== undefined && { inputShape: [imageSize, imageSize, channels] }),
  });
  withMetadata(model, { classNames });
  const { preprocessing } = modelMetadata(model);
  if (preprocessing === undefined) throw new ModelError(`${name}: says nothing about its preprocessing`);
  return { model, preprocessing };
}
