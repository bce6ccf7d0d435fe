/** A model from the bytes of its files, wherever they come from: dropped into a page, fetched, unpacked. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { type FileLimits, fileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import { refusePointer } from '../text/lfsPointer.js';
import { checkGroupSize, checkWeightsSize, readModelJson } from './modelJson.js';
import type { WeightsGroup } from './weightsManifest.js';

export interface ModelFilesOptions {
  /** Weights that take more are refused; 4 GB, the most that a wasm heap holds. */
  readonly maxBytes?: number;
  /** Take weights that are NaN or infinite too. false */
  readonly allowNonFinite?: boolean;
  /** Allows more work than {@link FileLimits} say, for a file that is trusted. */
  readonly limits?: Partial<FileLimits>;
}

const optionNames: OptionNames<ModelFilesOptions> = { maxBytes: true, allowNonFinite: true, limits: true };

/**
 * Reads a layers model as `tf.LayersModel.save`, saveModel or a checkpoint leaves it. The files are checked before
 * TensorFlow.js sees them: they may come from anybody. Files that model.json does not name are left alone.
 *
 * @param files By their names, without folders: model.json and the weights that it names.
 * @throws ModelFileError that says in one line which file is wrong, and how.
 */
export function modelFromFiles(
  files: ReadonlyMap<string, Uint8Array>,
  options: ModelFilesOptions = {},
): LayersModel {
  checkOptions('modelFromFiles: options', options, optionNames);
  const { maxBytes = 4e9, allowNonFinite = false } = options;
  const limits = fileLimits('modelFromFiles', options.limits);
  const json = files.get('model.json');
  if (json === undefined) {
    const got = [...files.keys()].slice(0, 5).join(', ') || 'no file';
    throw new ModelFileError('model.json', `is missing: wants it together with its weights, got ${got}`);
  }
  const { groups, toModel } = readModelJson(new TextDecoder().decode(json), 'model.json', limits);
  const total = checkWeightsSize(groups, maxBytes, 'model.json');
  const parts = groups.flatMap((group) => {
    const found = partsOf(group, files);
    const size = found.reduce((sum, { length }) => sum + length, 0);
    checkGroupSize(group, size, group.paths.join(' + ') || 'model.json');
    return found;
  });
  const data = new Uint8Array(new ArrayBuffer(total));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return toModel(data, { maxBytes, allowNonFinite });
}

function partsOf({ paths }: WeightsGroup, files: ReadonlyMap<string, Uint8Array>): readonly Uint8Array[] {
  return paths.map((name) => {
    const part = files.get(name);
    if (part === undefined) {
      throw new ModelFileError(name, 'is missing: model.json names it as a file of its weights');
    }
    refusePointer(name, part, part.length);
    return part;
  });
}
