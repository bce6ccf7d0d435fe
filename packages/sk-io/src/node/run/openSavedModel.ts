/** The one reader of saved models: a run, whose checkpoint is chosen here alone, or the folder of a model. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { modelMetadata, type Preprocessing } from 'sk-models';
import type { FileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import { loadModel } from '../models/loadModel.js';
import { verifyCheckpoint } from './checkpointManifest.js';
import { assignEma } from './ema.js';
import { modelPlace } from './modelPlace.js';
import { bestCheckpoint, checkpointNames, latestValidCheckpoint } from './savedCheckpoints.js';

export interface SavedModel {
  readonly model: LayersModel;
  /** The folder of the model's files. */
  readonly folder: string;
  /** Absent where the model does not say how images become its input. */
  readonly preprocessing?: Preprocessing;
  readonly classNames?: readonly string[];
}

export interface OpenSavedModelOptions {
  /** Takes a run's checkpoint of the best epoch instead of the latest valid one. */
  readonly best?: boolean;
  /** Gives the model the average of the weights (EMA) that the checkpoint has beside them. */
  readonly ema?: boolean;
  /** Called with a sentence for each checkpoint that is damaged and therefore passed over. */
  readonly onNote?: (text: string) => void;
  /** Takes a model with weights that are NaN or infinite too. */
  readonly allowNonFinite?: boolean;
  /** Allows more work than {@link FileLimits} say, for files that are trusted. */
  readonly limits?: Partial<FileLimits>;
}

const optionNames: OptionNames<OpenSavedModelOptions> = {
  best: true,
  ema: true,
  onNote: true,
  allowNonFinite: true,
  limits: true,
};

/**
 * Loads the model that a path names: the folder of a run or of a model, or the model.json in one. The weights belong to
 * the current backend.
 *
 * @throws DataError where the path leads to no model; ModelFileError for a broken one, for a weight that is not finite, where a
 * run has no valid checkpoint or no average of the weights that is asked for, and where the model reads other images than its preprocessing makes.
 */
export async function openSavedModel(path: string, options: OpenSavedModelOptions = {}): Promise<SavedModel> {
  checkOptions('openSavedModel: options', options, optionNames);
  const { kind, folder: place } = modelPlace(path);
  const { folder, model } =
    kind === 'model' ? await loadFrom(place, options) : await loadCheckpoint(place, options);
  const { preprocessing, classNames } = modelMetadata(model);
  try {
    if (preprocessing !== undefined) checkInput(model, preprocessing, folder);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return {
    model,
    folder,
    ...(preprocessing !== undefined && { preprocessing }),
    ...(classNames !== undefined && { classNames }),
  };
}

type Loaded = Pick<SavedModel, 'folder' | 'model'>;

async function loadFrom(
  folder: string,
  { ema = false, allowNonFinite = false, limits = {} }: OpenSavedModelOptions,
): Promise<Loaded> {
  const model = await loadModel(folder, { allowNonFinite, limits });
  try {
    if (ema) await assignEma(folder, model, allowNonFinite);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { folder, model };
}

/** A run that trains meanwhile takes old checkpoints away: where its list has changed, it is looked at once more. */
async function loadCheckpoint(run: string, options: OpenSavedModelOptions): Promise<Loaded> {
  const before = `${await checkpointNames(run)}`;
  const notes: string[] = [];
  try {
    const chosen = await chooseCheckpoint(run, { ...options, onNote: (note) => notes.push(note) });
    const loaded = await loadFrom(chosen, options);
    for (const note of notes) options.onNote?.(note);
    return loaded;
  } catch (error) {
    if (`${await checkpointNames(run)}` !== before) {
      return await loadFrom(await chooseCheckpoint(run, options), options);
    }
    for (const note of notes) options.onNote?.(note);
    throw error;
  }
}

async function chooseCheckpoint(
  run: string,
  { best = false, onNote = () => undefined }: OpenSavedModelOptions,
): Promise<string> {
  if (best) {
    const folder = await bestCheckpoint(run);
    if (folder === undefined) throw new ModelFileError(run, 'no checkpoint is known as the best');
    const reason = await verifyCheckpoint(folder);
    if (reason !== undefined) throw new ModelFileError(folder, `damaged: ${reason}`);
    return folder;
  }
  const folder = await latestValidCheckpoint(run, (damaged, reason) =>
    onNote(`passed over a damaged checkpoint: ${damaged}: ${reason}`),
  );
  if (folder === undefined) throw new ModelFileError(run, 'no valid checkpoint');
  return folder;
}

function checkInput(model: LayersModel, { size, channels }: Preprocessing, folder: string): void {
  const made = [null, ...size, channels];
  const [shape, ...more] = model.inputs.map((input) => input.shape);
  const fits = shape?.length === 4 && shape.every((read, i) => read === null || read === made[i]);
  if (fits && more.length === 0) return;
  const read = model.inputs.map((input) => `[${input.shape.map(String).join(', ')}]`).join(' and ');
  throw new ModelFileError(
    folder,
    `its preprocessing makes images [${made.map(String).join(', ')}], the model reads ${read}`,
  );
}
