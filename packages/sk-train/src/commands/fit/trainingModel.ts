/** The untrained model that a run begins with. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  addDropPath,
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
 * Creates the network that the recipe names, for the classes of the data, with its drop path.
 * @throws ModelError for an unknown name or an image that is too small
 */
export function createTrainingModel(
  { model: name, imageSize, dropPath = 0, seed }: Recipe & { readonly model: string },
  classNames: readonly string[],
): TrainingModel {
  const channels = registry.get(name)?.defaults.inputShape[2] ?? 3;
  const plain = createModel(name, {
    numClasses: classNames.length,
    seed,
    ...(imageSize !== undefined && { inputShape: [imageSize, imageSize, channels] }),
  });
  withMetadata(plain, { classNames });
  const model = dropPath === 0 ? plain : withDropPath(plain, { dropPath, seed });
  const { preprocessing } = modelMetadata(model);
  if (preprocessing === undefined) throw new ModelError(`${name}: says nothing about its preprocessing`);
  return { model, preprocessing };
}

/** Returns a model with the drop path of a recipe, and disposes of the given one. @throws ModelError where it has no place for it */
function withDropPath(
  model: LayersModel,
  { dropPath, seed }: { readonly dropPath: number; readonly seed: number },
): LayersModel {
  try {
    return addDropPath(model, dropPath, { seed });
  } finally {
    model.dispose();
  }
}
