/** Models that a command is pointed at: a saved one, or an untrained network by its name. */
import { existsSync } from 'node:fs';
import { openSavedModel, type SavedModel } from 'sk-io/node';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import { UsageError } from '../exitCodes.js';

export interface NamedModel extends Omit<SavedModel, 'folder'> {
  /** Where it comes from, in words. */
  readonly source: string;
}

export interface ImageModel extends NamedModel {
  readonly preprocessing: Preprocessing;
}

/** @throws ModelFileError for a broken model; UsageError, ModelError where there is neither a file nor a network so called. */
export async function openNamedModel(
  nameOrPath: string,
  best: boolean,
  onNote: (text: string) => void,
): Promise<NamedModel> {
  if (existsSync(nameOrPath)) {
    const { folder, ...saved } = await openSavedModel(nameOrPath, { best, onNote });
    return { ...saved, source: folder };
  }
  if (/[/\\]/.test(nameOrPath)) throw new UsageError(`${nameOrPath}: no such folder`);
  const model = createModel(nameOrPath, { seed: 1 });
  const { preprocessing, classNames } = modelMetadata(model);
  return {
    model,
    source: `${nameOrPath}, NOT TRAINED: its answers mean nothing`,
    ...(preprocessing !== undefined && { preprocessing }),
    ...(classNames !== undefined && { classNames }),
  };
}

/** @throws ModelError where the model does not say how images become its input. */
export function forImages({ preprocessing, ...named }: NamedModel): ImageModel {
  if (preprocessing !== undefined) return { preprocessing, ...named };
  throw new ModelError(`${named.source}: the model does not say how images become its input (preprocessing)`);
}
