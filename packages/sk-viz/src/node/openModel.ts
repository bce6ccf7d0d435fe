/** Opens what `--model` names: a run of sk-train, whose newest whole checkpoint is taken, or a model folder. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError } from 'sk-io';
import { loadModel, modelPlace, newestCheckpoint } from 'sk-io/node';
import { describeModel, modelMetadata, type Preprocessing, type TrainingRecord } from 'sk-models';
import { plainPreprocessing } from '../image/plainPreprocessing.js';
import { parseTrainingLog } from '../report/trainingLog.js';

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
  /** Of a run: the content of its `recipe.json`. */
  readonly recipe?: Readonly<Record<string, unknown>>;
  /** Sentences that a user should read. */
  readonly notes: readonly string[];
}

/**
 * The weights belong to the backend that is current.
 * @throws DataError, ModelFileError where there is no model, or not a whole one; TrainingLogError for a broken log.
 */
export async function openModel(path: string): Promise<OpenedModel> {
  const { kind, folder } = modelPlace(path);
  const model = await loadModel(kind === 'run' ? await newestCheckpoint(folder) : folder);
  const { skModel, classNames, preprocessing } = modelMetadata(model);
  const { parameters, multiplyAdds } = describeModel(model);
  const notes =
    preprocessing === undefined
      ? [`${path}: the model does not say how its images are prepared; pixels are scaled to 0 to 1.`]
      : [];
  const recipe = await readJson(join(path, 'recipe.json'));
  return {
    model,
    name: skModel ?? basename(resolve(path)),
    parameters,
    multiplyAdds,
    preprocessing: preprocessing ?? plainPreprocessing(model),
    ...(classNames === undefined ? {} : { classNames }),
    log: await readLog(join(path, 'log.jsonl')),
    ...(recipe === undefined ? {} : { recipe }),
    notes,
  };
}

async function readLog(path: string): Promise<TrainingRecord[]> {
  return existsSync(path) ? parseTrainingLog(await readFile(path, 'utf8'), path) : [];
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The message below says all that a user can do.
  }
  throw new DataError(`${path}: not a JSON object. Take it away to go on without it.`);
}
