/** A model.json that anybody may have written: everything is checked before TensorFlow.js sees it. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { firstLine } from '../text/firstLine.js';
// Registers the layers that saved models are made of.
import 'sk-models/layers';
import { modelMetadata } from 'sk-models';
import type { FileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import { buildModel } from '../topology/buildModel.js';
import { checkTopology } from '../topology/checkTopology.js';
import { parseUntrusted } from './parseUntrusted.js';
import { readTopology } from './readTopology.js';
import { setWeights } from './setWeights.js';
import { readManifest, type WeightsGroup } from './weightsManifest.js';

export interface ModelJson {
  /** The files of the weights, and what is in them. */
  readonly groups: readonly WeightsGroup[];
  /**
   * @param data The files' bytes in the order of the groups.
   * @throws ModelFileError where topology, weights or metadata are wrong
   */
  readonly toModel: (data: Uint8Array<ArrayBuffer>, limits: ModelLimits) => LayersModel;
}

export interface ModelLimits {
  /** Weights that take more are refused. */
  readonly maxBytes: number;
  /** Take weights that are NaN or infinite too. */
  readonly allowNonFinite: boolean;
}

/** @param path For the messages. @throws ModelFileError */
export function readModelJson(text: string, path: string, limits: FileLimits): ModelJson {
  const json = parseUntrusted(text, path, limits) as Record<string, unknown> | null;
  const { modelTopology, weightsManifest, userDefinedMetadata, format } = json ?? {};
  if (format === 'graph-model') {
    throw new ModelFileError(path, 'is a graph model, which has no layers; a layers model is wanted');
  }
  if (typeof modelTopology !== 'object' || modelTopology === null) {
    throw new ModelFileError(path, 'has no modelTopology: not a layers model of TensorFlow.js');
  }
  const groups = readManifest(weightsManifest ?? [], path, limits);
  const toModel: ModelJson['toModel'] = (data, { maxBytes, allowNonFinite }) => {
    const { topology, entriesOf } = readTopology(modelTopology, groups, path);
    const model = build(topology, groups, { maxBytes, limits }, path);
    try {
      if (userDefinedMetadata != null) model.setUserDefinedMetadata(userDefinedMetadata);
      modelMetadata(model);
      setWeights(model, entriesOf(model), data, { allowNonFinite, path });
      return model;
    } catch (error) {
      model.dispose();
      throw error instanceof ModelFileError
        ? error
        : new ModelFileError(path, reasonOf(error), { cause: error });
    }
  };
  return { groups, toModel };
}

/** @throws ModelFileError where the weights would take more than `maxBytes` */
export function checkWeightsSize(groups: readonly WeightsGroup[], maxBytes: number, home: string): number {
  const total = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= maxBytes) return total;
  throw new ModelFileError(home, `its weights take ${total} bytes, wants at most ${maxBytes}`);
}

/** @throws ModelFileError where the files of a group do not hold what model.json says */
export function checkGroupSize({ bytes }: WeightsGroup, found: number, files: string): void {
  if (found === bytes) return;
  throw new ModelFileError(files, `has ${found} bytes, and the weights in model.json take ${bytes}`);
}

/** Room for weights beside those of the files, so that what is missing can be listed. */
const spareBytes = 64 * 2 ** 20;

function build(
  topology: object,
  groups: readonly WeightsGroup[],
  { maxBytes, limits }: { readonly maxBytes: number; readonly limits: FileLimits },
  path: string,
): LayersModel {
  const entries = groups.flatMap(({ weights }) => weights);
  const stored = entries.reduce((sum, { shape }) => sum + 4 * shape.reduce((n, size) => n * size, 1), 0);
  try {
    return buildModel(checkTopology(topology, limits), {
      maxBytes: Math.min(maxBytes, stored + spareBytes),
      zeros: true,
    });
  } catch (error) {
    throw new ModelFileError(path, `describes no model that can be built: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

const reasonOf = (error: unknown): string => firstLine((error as Error).message, 400);
