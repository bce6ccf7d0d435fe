/** Models that a command is pointed at: a run, a folder with a model, or a name. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import { loadModel, ModelFileError } from 'sk-models/node';
import { UsageError } from '../exitCodes.js';
import { damage } from '../run/checkpointManifest.js';
import { RunError, runPaths } from '../run/runFolder.js';
import { bestCheckpoint, newestWhole } from '../run/savedCheckpoints.js';

export interface OpenModel {
  readonly model: LayersModel;
  readonly preprocessing: Preprocessing;
  readonly classNames?: readonly string[];
  /** Where it comes from, in words. */
  readonly source: string;
}

type Note = (text: string) => void;

/** A run's newest or best whole checkpoint, or the model in a folder, which may be named by its model.json. */
export async function openSavedModel(path: string, best: boolean, note: Note): Promise<OpenModel> {
  const place = basename(path) === 'model.json' ? dirname(path) : path;
  const folder = existsSync(join(place, 'model.json')) ? place : await chooseCheckpoint(place, best, note);
  return opened(await loadModel(folder), folder);
}

/** As {@link openSavedModel}; where there is no such folder, an untrained network of that name. */
export async function openAnyModel(nameOrPath: string, best: boolean, note: Note): Promise<OpenModel> {
  if (existsSync(nameOrPath)) return await openSavedModel(nameOrPath, best, note);
  if (/[/\\]/.test(nameOrPath)) throw new UsageError(`--model ${nameOrPath}: no such folder`);
  const model = createModel(nameOrPath, { seed: 1 });
  return opened(model, `${nameOrPath}, NOT TRAINED: its answers mean nothing`);
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

function opened(model: LayersModel, source: string): OpenModel {
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
