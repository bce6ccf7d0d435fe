/** The model that `--model` names, with the facts that reports tell: its size, its log, its recipe. */
import { basename, resolve } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { type OpenSavedModelOptions, openSavedModel, readLog, readRecipeFile } from 'sk-io/node';
import { describeModel, modelMetadata, type Preprocessing, type TrainingRecord } from 'sk-models';
import { plainPreprocessing } from '../image/plainPreprocessing.js';

export interface OpenedModel {
  readonly model: LayersModel;
  /** In the registry, or else of the folder. */
  readonly name: string;
  /** Learnable ones. */
  readonly parameters: number;
  readonly multiplyAdds: number;
  readonly preprocessing: Preprocessing;
  readonly classNames?: readonly string[];
  /** Of a run: its log, empty where there is none. */
  readonly log: readonly TrainingRecord[];
  /** Of a run: the content of its recipe. */
  readonly recipe?: Readonly<Record<string, unknown>>;
  /** Sentences that a user should read. */
  readonly notes: readonly string[];
}

const optionNames: OptionNames<Pick<OpenSavedModelOptions, 'allowNonFinite'>> = { allowNonFinite: true };

/**
 * Opens a run, whose latest valid checkpoint is taken, or a model folder. The weights belong to the current backend.
 *
 * @throws ModelFileError where there is no model, not a whole one, or one with a weight that is not finite; TrainingLogError
 * for a broken log; OptionError for options that do not exist.
 */
export async function openModel(
  path: string,
  options: Pick<OpenSavedModelOptions, 'allowNonFinite'> = {},
): Promise<OpenedModel> {
  checkOptions('openModel: options', options, optionNames);
  const { allowNonFinite = false } = options;
  const notes: string[] = [];
  const { model, preprocessing, classNames } = await openSavedModel(path, {
    allowNonFinite,
    onNote: (text) => void notes.push(text),
  });
  if (preprocessing === undefined) {
    notes.push(`${path}: the model does not say how its images are prepared; pixels are scaled to 0 to 1.`);
  }
  const { parameters, macs: multiplyAdds } = describeModel(model);
  const recipe = await readRecipeFile(path);
  return {
    model,
    name: modelMetadata(model).skModel ?? basename(resolve(path)),
    parameters,
    multiplyAdds,
    preprocessing: preprocessing ?? plainPreprocessing(model),
    ...(classNames !== undefined && { classNames }),
    log: readLog(path) ?? [],
    ...(recipe !== undefined && { recipe }),
    notes,
  };
}
