/** Models that a command is pointed at: a saved one, or an untrained network by its name. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  checkModelName,
  isModelPath,
  modelPlace,
  type OpenSavedModelOptions,
  openSavedModel,
  type SavedModel,
} from 'sk-io/node';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import { applyInputOptions } from './applyInputOptions.js';
import { applyCropOptions, inImageSize } from './applySizeOptions.js';
import { type InputOptions, preprocessingChoices } from './inputOptions.js';
import type { SizeOptions } from './sizeOptions.js';

export interface NamedModel extends Omit<SavedModel, 'folder'> {
  /** Where it comes from, in words. */
  readonly source: string;
}

export interface ImageModel extends NamedModel {
  readonly preprocessing: Preprocessing;
}

export interface OpenModelOptions extends OpenSavedModelOptions, InputOptions, SizeOptions {}

/**
 * Checks that there is a model, before a backend starts.
 *
 * @throws DataError for a path that leads to no model; ModelError for an unknown name.
 */
export function checkNamedModel(nameOrPath: string): void {
  if (isModelPath(nameOrPath)) modelPlace(nameOrPath);
  else checkModelName(nameOrPath);
}

/**
 * Opens a saved model or, where the text is not a path, makes the untrained network of that name.
 *
 * @throws DataError, ModelFileError for a path without a valid model; ModelError for an unknown name.
 */
export async function openNamedModel(nameOrPath: string, options: OpenModelOptions): Promise<NamedModel> {
  if (isModelPath(nameOrPath)) return await openSaved(nameOrPath, options);
  if (options.ema) throw new ModelError(`${nameOrPath}: is not trained and has no average: leave --ema out`);
  const model = createModel(nameOrPath, { seed: 1 });
  return await named(model, `${nameOrPath}, NOT TRAINED: its answers mean nothing`, options);
}

/**
 * Opens a run's latest valid or best checkpoint, or the model in a folder.
 *
 * @throws DataError, ModelFileError where there is no valid model.
 */
export async function openSaved(path: string, options: OpenModelOptions): Promise<NamedModel> {
  const { best = false, ema = false, allowNonFinite = false, onNote } = options;
  const { folder, model } = await openSavedModel(path, {
    ...{ best, ema, allowNonFinite },
    ...(onNote && { onNote }),
  });
  return await named(model, folder, options);
}

async function named(
  opened: LayersModel,
  source: string,
  options: InputOptions & SizeOptions,
): Promise<NamedModel> {
  let model = opened;
  try {
    model = inImageSize(opened, options);
    await applyInputOptions(model, options);
    applyCropOptions(model, options);
  } catch (error) {
    model.dispose();
    throw error;
  }
  const { preprocessing, classNames } = modelMetadata(model);
  return {
    ...{ model, source },
    ...(preprocessing !== undefined && { preprocessing }),
    ...(classNames !== undefined && { classNames }),
  };
}

/**
 * Returns the model as one that reads images.
 *
 * @throws ModelError where the model does not say how images become its input; then it is disposed of.
 */
export function forImages({ preprocessing, ...model }: NamedModel): ImageModel {
  if (preprocessing !== undefined) return { preprocessing, ...model };
  model.model.dispose();
  throw new ModelError(
    `${model.source}: the model does not say how images become its input (preprocessing): say it with --preprocessing ${preprocessingChoices} (tf is right for most networks of Keras), and with --labels what its classes are called`,
  );
}
