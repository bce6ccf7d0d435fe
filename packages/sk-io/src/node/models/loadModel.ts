/** Reads a model folder that anybody may have written. */
import { lstat, open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { modelMetadata, withMetadata } from 'sk-models';
import { type FileLimits, fileLimits } from '../../fileLimits.js';
import { teachableMachineFor } from '../../formats/metadata/teachableMachine.js';
import { pointerHeadBytes, refusePointer } from '../../formats/text/lfsPointer.js';
import { checkGroupSize, checkWeightsSize, readModelJson } from '../../formats/tfjs/modelJson.js';
import type { WeightsGroup } from '../../formats/tfjs/weightsManifest.js';
import { ModelFileError } from '../../modelFileError.js';
import { firstBytes } from '../files/firstBytes.js';
import { systemReason } from '../files/systemReason.js';
import { completeFolder } from '../files/writeFolderAtomically.js';
import { teachableMachineBeside } from '../metadata/filesBeside.js';

export interface LoadOptions {
  /** Files of weights that are larger together are refused; 4 GB, the most that a wasm heap holds. */
  readonly maxBytes?: number;
  /** Take weights that are NaN or infinite too. false */
  readonly allowNonFinite?: boolean;
  /** Allows more work than {@link FileLimits} say, for a file that is trusted. */
  readonly limits?: Partial<FileLimits>;
}

const optionNames: OptionNames<LoadOptions> = { maxBytes: true, allowNonFinite: true, limits: true };

/**
 * @param folder One with model.json and its weights, as saveModel, a checkpoint or `tf.LayersModel.save` leaves it; or
 * the path of the model.json. Where Teachable Machine has left its metadata.json, the model has the labels and the
 * preprocessing of that.
 * @throws ModelFileError that says in one line which file is wrong, and how.
 */
export async function loadModel(folder: string, options: LoadOptions = {}): Promise<LayersModel> {
  checkOptions('loadModel: options', options, optionNames);
  const { maxBytes = 4e9, allowNonFinite = false } = options;
  const limits = fileLimits('loadModel', options.limits);
  const home = completeFolder(basename(folder) === 'model.json' ? dirname(folder) : folder);
  const path = join(home, 'model.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new ModelFileError(path, missing ? 'there is no such file' : systemReason(error), { cause: error });
  });
  const { groups, toModel } = readModelJson(text, path, limits);
  const metadata = await teachableMachineBeside(home);
  const model = toModel(await readWeights(home, groups, maxBytes), { maxBytes, allowNonFinite });
  if (metadata === undefined) return model;
  try {
    return withMetadata(model, { ...teachableMachineFor(model, metadata), ...modelMetadata(model) });
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function readWeights(
  home: string,
  groups: readonly WeightsGroup[],
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = checkWeightsSize(groups, maxBytes, home);
  const sizes: (readonly number[])[] = [];
  for (const group of groups) sizes.push(await checkFiles(home, group));
  const data = new Uint8Array(new ArrayBuffer(total));
  let offset = 0;
  for (const [g, { paths }] of groups.entries()) {
    for (const [p, name] of paths.entries()) {
      const size = sizes[g]?.[p] as number;
      await readInto(data.subarray(offset, offset + size), join(home, name));
      offset += size;
    }
  }
  return data;
}

/** @returns The size of each file of the group. */
async function checkFiles(home: string, group: WeightsGroup): Promise<readonly number[]> {
  const paths = group.paths.map((name) => join(home, name));
  const sizes: number[] = [];
  for (const path of paths) {
    const info = await lstat(path).catch((error: Error) => {
      throw new ModelFileError(path, 'there is no such file', { cause: error });
    });
    if (!info.isFile()) throw new ModelFileError(path, 'is no ordinary file');
    refusePointer(path, await firstBytes(path, pointerHeadBytes), info.size);
    sizes.push(info.size);
  }
  const found = sizes.reduce((sum, size) => sum + size, 0);
  checkGroupSize(group, found, paths.join(' + ') || home);
  return sizes;
}

async function readInto(target: Uint8Array, path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await file.read(target, done, target.length - done);
      if (bytesRead === 0) throw new ModelFileError(path, 'became shorter while it was read');
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
}
