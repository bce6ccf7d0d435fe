/** The kind of folder that the path of a model leads to: a model folder, or the folder of a run. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DataError } from '../../dataError.js';
import { completeFolder } from '../files/writeFolderAtomically.js';
import { modelFiles, runPaths } from '../layout/runLayout.js';

export interface ModelPlace {
  /** A run keeps its models in checkpoints. */
  readonly kind: 'model' | 'run';
  readonly folder: string;
}

/**
 * Finds out what is at a path.
 * @param path A model folder, its model.json, or the folder of a run.
 * @throws DataError where there is no folder, or neither of them
 */
export function modelPlace(path: string): ModelPlace {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const isTopology = !isFolder && basename(path) === modelFiles.topology;
  const folder = completeFolder(isTopology ? dirname(path) : path);
  if (!existsSync(folder)) throw new DataError(`${path}: no such folder`);
  if (existsSync(join(folder, modelFiles.topology))) return { kind: 'model', folder };
  if (existsSync(runPaths.checkpoints(folder))) return { kind: 'run', folder };
  throw new DataError(`${path}: neither a run (checkpoints/) nor a model folder (model.json)`);
}

/** Tells a path from the name of a network: it exists, or has a separator in it. */
export const isModelPath = (text: string): boolean => existsSync(text) || /[/\\]/.test(text);
