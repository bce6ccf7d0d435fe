/**
 * Checkpoints: model folders that also hold the optimiser's state, the average of the weights and the run's position. One is written beside its place, put
 * on the disk, and renamed, so that every folder called step-... is complete; its manifest proves it.
 */
import { basename, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import type { Checkpoint } from 'sk-models';
import { modelToFiles } from '../../formats/tfjs/modelToFiles.js';
import { systemReason } from '../files/systemReason.js';
import { writeFolderAtomically } from '../files/writeFolderAtomically.js';
import { writeSynced } from '../files/writeSynced.js';
import { checkpointFiles, checkpointName, runPaths } from '../layout/runLayout.js';
import { loadModel } from '../models/loadModel.js';
import { CheckpointError } from './checkpointError.js';
import { writeManifest } from './checkpointManifest.js';
import { type RunIdentity, stateText } from './checkpointState.js';
import { readFloats, writeFloats } from './floatFile.js';
import { RunError } from './runError.js';
import { bestCheckpoint, prune, writeBest } from './savedCheckpoints.js';

export interface WriteOptions {
  readonly identity: RunIdentity;
  /** Checkpoints to keep besides the best one. */
  readonly keep: number;
}

const optionNames: OptionNames<WriteOptions> = { identity: true, keep: true };
const checkpointNames: OptionNames<Checkpoint> = { state: true, velocities: true, ema: true, best: true };

/** Kinds of state that an optimiser may have. */
const mostKinds = 4;

/**
 * Saves a checkpoint and removes those that are no longer wanted.
 * @returns its folder
 * @throws CheckpointError where the disk does not take it
 */
export async function writeCheckpoint(
  run: string,
  model: LayersModel,
  checkpoint: Checkpoint,
  options: WriteOptions,
): Promise<string> {
  checkOptions('writeCheckpoint: checkpoint', checkpoint, checkpointNames);
  checkOptions('writeCheckpoint: options', options, optionNames);
  const { state, velocities, ema, best } = checkpoint;
  const { identity, keep } = options;
  const name = checkpointName(state.step);
  const folder = join(runPaths.checkpoints(run), name);
  try {
    await writeFolderAtomically(folder, async (temporary) => {
      for (const [file, content] of await modelToFiles(model))
        await writeSynced(join(temporary, file), content);
      await writeFloats(join(temporary, checkpointFiles.optimizer), velocities);
      if (ema !== undefined) await writeFloats(join(temporary, checkpointFiles.ema), ema);
      const bestName = best ? name : basename((await bestCheckpoint(run)) ?? '');
      const saved = { ...identity, state, ...(bestName !== '' && { best: bestName }) };
      await writeSynced(join(temporary, checkpointFiles.state), stateText(saved));
      await writeManifest(temporary);
    });
    if (best) await writeBest(run, name, state.bestAccuracy);
    await prune(run, name, keep);
  } catch (error) {
    const refusal = systemError(error);
    if (refusal === undefined) throw error;
    throw new CheckpointError(`${folder}: cannot be saved: ${systemReason(refusal)}`, { cause: refusal });
  }
  return folder;
}

/** What the operating system said, where an error comes from it. */
function systemError(error: unknown): NodeJS.ErrnoException | undefined {
  if (!(error instanceof Error)) return undefined;
  const { syscall } = error as NodeJS.ErrnoException;
  return typeof syscall === 'string' ? error : systemError(error.cause);
}

/**
 * Puts a checkpoint's weights into a model of the same structure.
 * @returns the optimiser's state: for each kind of it one list in the order of the trainable weights
 * @throws RunError where a weight differs in name or shape, or the state has another size
 */
export async function restoreWeights(folder: string, model: LayersModel): Promise<Float32Array[]> {
  const saved = await loadModel(folder);
  try {
    const differs = model.weights.findIndex((weight, i) => !isSameWeight(weight, saved.weights[i]));
    if (differs >= 0 || saved.weights.length !== model.weights.length) {
      const name = model.weights[differs]?.originalName ?? 'the number of weights';
      throw new RunError(`${folder}: not a checkpoint of "${model.name}": ${name} differs`);
    }
    model.setWeights(saved.getWeights());
  } finally {
    saved.dispose();
  }
  const shapes = model.trainableWeights.map(({ shape }) => shape as number[]);
  return await readFloats(join(folder, checkpointFiles.optimizer), shapes, mostKinds);
}

type Weight = LayersModel['weights'][number];

/** Layers without a name of their own are numbered anew in each process, so only the weight's own name counts. */
function isSameWeight(a: Weight, b: Weight | undefined): boolean {
  const ownName = ({ originalName }: Weight): string => originalName.slice(originalName.lastIndexOf('/'));
  return b !== undefined && ownName(a) === ownName(b) && a.shape.join() === b.shape.join();
}
