/** Models that a command is pointed at: a run, a folder with a model, or a name. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, ModelError, modelMetadata, type Preprocessing } from 'sk-models';
import { loadModel } from 'sk-models/node';
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

/** A run's newest or best whole checkpoint, or the model in a folder. */
export async function openSavedModel(path: string, best: boolean, note: Note): Promise<OpenModel> {
  const folder = existsSync(join(path, 'model.json')) ? path : await chooseCheckpoint(path, best, note);
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
  return { model, preprocessing, source, ...(classNames && { classNames }) };
}
