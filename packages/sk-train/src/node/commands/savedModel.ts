/** Models that a command is pointed at: a run, a folder with a model, or a name. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelFileError } from 'sk-io';
import { loadModel } from 'sk-io/node';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import { UsageError } from '../exitCodes.js';
import { damage } from '../run/checkpointManifest.js';
import { RunError, runPaths } from '../run/runFolder.js';
import { bestCheckpoint, newestWhole } from '../run/savedCheckpoints.js';

interface LoadedModel {
  readonly model: LayersModel;
  /** Where it comes from, in words. */
  readonly source: string;
}

/** One that reads images. */
export interface OpenModel extends LoadedModel {
  readonly preprocessing: Preprocessing;
  readonly classNames?: readonly string[];
}

type Note = (text: string) => void;

/** A run's newest or best whole checkpoint, or the model in a folder, which may be named by its model.json. */
export async function openSavedModel(path: string, best: boolean, note: Note): Promise<OpenModel> {
  return forImages(await loadSavedModel(path, best, note));
}

/** As {@link openSavedModel}; where there is no such folder, an untrained network of that name. */
export async function openAnyModel(nameOrPath: string, best: boolean, note: Note): Promise<OpenModel> {
  return forImages(await loadAnyModel(nameOrPath, best, note));
}

/** As {@link openAnyModel}, whatever the model reads: one from elsewhere does not say how images become its input. */
export async function loadAnyModel(nameOrPath: string, best: boolean, note: Note): Promise<LoadedModel> {
  if (existsSync(nameOrPath)) return await loadSavedModel(nameOrPath, best, note);
  if (/[/\\]/.test(nameOrPath)) throw new UsageError(`${nameOrPath}: no such folder`);
  const model = createModel(nameOrPath, { seed: 1 });
  return { model, source: `${nameOrPath}, NOT TRAINED: its answers mean nothing` };
}

async function loadSavedModel(path: string, best: boolean, note: Note): Promise<LoadedModel> {
  const place = basename(path) === 'model.json' ? dirname(path) : path;
  const folder = existsSync(join(place, 'model.json')) ? place : await chooseCheckpoint(place, best, note);
  return { model: await loadModel(folder), source: folder };
}

async function chooseCheckpoint(run: string, best: boolean, note: Note): Promise<string> {
  if (!existsSync(runPaths.checkpoints(run))) {
    throw new RunError(`${run}: neither a run with checkpoints nor a folder with a model.json`);
  }
  if (best) {
    const folder = await bestCheckpoint(run);
    if (folder === undefined) throw new RunError(`${run}: no checkpoint is known as the best`);
    const reason = await damage(folder);
    if (reason !== undefined) throw new RunError(`${folder}: damaged: ${reason}`);
    return folder;
  }
  const folder = await newestWhole(run, (damaged, reason) =>
    note(`passed over a damaged checkpoint: ${damaged}: ${reason}`),
  );
  if (folder === undefined) throw new RunError(`${run}: no complete checkpoint`);
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
  return { model, preprocessing, source, ...(classNames && { classNames }) };
}
