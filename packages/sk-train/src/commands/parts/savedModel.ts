/** Models that a command is pointed at: a run, a folder with a model, or the name of a network. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError, ModelFileError } from 'sk-io';
import { isModelPath, loadModel, modelPlace } from 'sk-io/node';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import { damage } from '../../node/run/checkpointManifest.js';
import { bestCheckpoint, newestWhole } from '../../node/run/savedCheckpoints.js';

interface LoadedModel {
  readonly model: LayersModel;
  /** Where the model comes from, in words. */
  readonly source: string;
}

/** A model that reads images. */
export interface OpenModel extends LoadedModel {
  readonly preprocessing: Preprocessing;
  readonly classNames?: readonly string[];
}

type Note = (text: string) => void;

/**
 * Opens a run's newest or best whole checkpoint, or the model in a folder, which may be named by its model.json.
 * @throws DataError, ModelFileError, ModelError
 */
export async function openSavedModel(path: string, best: boolean, note: Note): Promise<OpenModel> {
  return forImages(await loadSavedModel(path, best, note));
}

/** Opens as {@link openSavedModel}; where the text is no path, an untrained network of that name. */
export async function openAnyModel(nameOrPath: string, best: boolean, note: Note): Promise<OpenModel> {
  return forImages(await loadAnyModel(nameOrPath, best, note));
}

/** Loads as {@link openAnyModel}, also a model that does not say how images become its input. */
export async function loadAnyModel(nameOrPath: string, best: boolean, note: Note): Promise<LoadedModel> {
  if (isModelPath(nameOrPath)) return await loadSavedModel(nameOrPath, best, note);
  const model = createModel(nameOrPath, { seed: 1 });
  return { model, source: `${nameOrPath}, NOT TRAINED: its answers mean nothing` };
}

async function loadSavedModel(path: string, best: boolean, note: Note): Promise<LoadedModel> {
  const { kind, folder } = modelPlace(path);
  const source = kind === 'model' ? folder : await chooseCheckpoint(folder, best, note);
  return { model: await loadModel(source), source };
}

async function chooseCheckpoint(run: string, best: boolean, note: Note): Promise<string> {
  if (best) {
    const folder = await bestCheckpoint(run);
    if (folder === undefined) throw new DataError(`${run}: no checkpoint is known as the best`);
    const reason = await damage(folder);
    if (reason !== undefined) throw new DataError(`${folder}: damaged: ${reason}`);
    return folder;
  }
  const folder = await newestWhole(run, (damaged, reason) =>
    note(`passed over a damaged checkpoint: ${damaged}: ${reason}`),
  );
  if (folder === undefined) throw new DataError(`${run}: no complete checkpoint`);
  return folder;
}

function forImages({ model, source }: LoadedModel): OpenModel {
  const { preprocessing, classNames } = modelMetadata(model);
  if (preprocessing === undefined) {
    throw new ModelError(`${source}: the model does not say how images become its input (preprocessing)`);
  }
  const { size, channels } = preprocessing;
  const wanted = `[null, ${size.join(', ')}, ${channels}]`;
  const inputs = model.inputs.map(({ shape }) => `[${shape.map(String).join(', ')}]`).join(' and ');
  if (inputs !== wanted) {
    throw new ModelFileError(source, `its preprocessing makes images ${wanted}, the model reads ${inputs}`);
  }
  return { model, preprocessing, source, ...(classNames !== undefined && { classNames }) };
}
