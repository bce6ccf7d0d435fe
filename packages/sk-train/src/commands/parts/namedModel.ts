/** Models that a command is pointed at: a saved one, or an untrained network by its name. */
import { isModelPath, openSavedModel, type SavedModel } from 'sk-io/node';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';

export interface NamedModel extends Omit<SavedModel, 'folder'> {
  /** Where it comes from, in words. */
  readonly source: string;
}

export interface ImageModel extends NamedModel {
  readonly preprocessing: Preprocessing;
}

/**
 * Opens a saved model or, where the text is not a path, makes the untrained network of that name.
 *
 * @throws DataError, ModelFileError for a path without a valid model; ModelError for an unknown name.
 */
export async function openNamedModel(
  nameOrPath: string,
  best: boolean,
  onNote: (text: string) => void,
): Promise<NamedModel> {
  if (isModelPath(nameOrPath)) return await openSaved(nameOrPath, best, onNote);
  const model = createModel(nameOrPath, { seed: 1 });
  const { preprocessing, classNames } = modelMetadata(model);
  return {
    model,
    source: `${nameOrPath}, NOT TRAINED: its answers mean nothing`,
    ...(preprocessing !== undefined && { preprocessing }),
    ...(classNames !== undefined && { classNames }),
  };
}

/**
 * Opens a run's latest valid or best checkpoint, or the model in a folder.
 *
 * @throws DataError, ModelFileError where there is no valid model.
 */
export async function openSaved(
  path: string,
  best: boolean,
  onNote: (text: string) => void,
): Promise<NamedModel> {
  const { folder, ...saved } = await openSavedModel(path, { best, onNote });
  return { ...saved, source: folder };
}

/**
 * Returns the model as one that reads images.
 *
 * @throws ModelError where the model does not say how images become its input.
 */
export function forImages({ preprocessing, ...named }: NamedModel): ImageModel {
  if (preprocessing !== undefined) return { preprocessing, ...named };
  throw new ModelError(`${named.source}: the model does not say how images become its input (preprocessing)`);
}
