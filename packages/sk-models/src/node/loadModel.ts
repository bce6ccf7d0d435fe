/** Reads a model folder that anybody may have written: everything is checked before TensorFlow.js sees it. */
import { lstat, open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
// Registers the layers that saved models are made of.
import '../layers/index.js';
import { modelMetadata } from '../metadata.js';
import { ModelFileError } from '../modelFileError.js';
import { buildModel } from '../topology/buildModel.js';
import { checkTopology } from '../topology/checkTopology.js';
import { completeFolder } from './modelFolder.js';
import { parseUntrusted } from './parseUntrusted.js';
import { readTopology } from './readTopology.js';
import { setWeights } from './setWeights.js';
import { readManifest, type WeightsGroup } from './weightsManifest.js';

export interface LoadOptions {
  /** Files of weights that are larger together are refused; 4 GB, the most that a wasm heap holds. */
  readonly maxBytes?: number;
}

/**
 * @param folder One with model.json and its weights, as saveModel, a checkpoint or `tf.LayersModel.save` leaves it; or
 * the path of the model.json.
 * @throws ModelFileError that says in one line which file is wrong, and how.
 */
export async function loadModel(folder: string, { maxBytes = 4e9 }: LoadOptions = {}): Promise<LayersModel> {
  const home = completeFolder(basename(folder) === 'model.json' ? dirname(folder) : folder);
  const path = join(home, 'model.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new ModelFileError(path, missing ? 'there is no such file' : error.message, { cause: error });
  });
  const json = parseUntrusted(text, path) as Record<string, unknown> | null;
  const { modelTopology, weightsManifest, userDefinedMetadata, format } = json ?? {};
  if (format === 'graph-model') {
    throw new ModelFileError(path, 'is a graph model, which has no layers; a layers model is wanted');
  }
  if (typeof modelTopology !== 'object' || modelTopology === null) {
    throw new ModelFileError(path, 'has no modelTopology: not a layers model of TensorFlow.js');
  }
  const groups = readManifest(weightsManifest ?? [], path);
  const data = await readWeights(home, groups, maxBytes);
  const { topology, entriesOf } = readTopology(modelTopology, groups, path);
  const model = build(topology, groups, maxBytes, path);
  try {
    if (userDefinedMetadata != null) model.setUserDefinedMetadata(userDefinedMetadata);
    modelMetadata(model);
    setWeights(model, entriesOf(model), data);
    return model;
  } catch (error) {
    model.dispose();
    throw error instanceof ModelFileError
      ? error
      : new ModelFileError(path, firstLine(error), { cause: error });
  }
}

/** Room for weights beside those of the files, so that what is missing can be listed. */
const spareBytes = 64 * 2 ** 20;

function build(
  topology: object,
  groups: readonly WeightsGroup[],
  maxBytes: number,
  path: string,
): LayersModel {
  const entries = groups.flatMap(({ weights }) => weights);
  const stored = entries.reduce((sum, { shape }) => sum + 4 * shape.reduce((n, size) => n * size, 1), 0);
  try {
    checkTopology(topology);
    return buildModel(topology, { maxBytes: Math.min(maxBytes, stored + spareBytes), zeros: true });
  } catch (error) {
    throw new ModelFileError(path, `describes no model that can be built: ${firstLine(error)}`, {
      cause: error,
    });
  }
}

const firstLine = (error: unknown): string =>
  ((error as Error).message.split('\n')[0] as string).slice(0, 400);

async function readWeights(
  home: string,
  groups: readonly WeightsGroup[],
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxBytes) {
    throw new ModelFileError(home, `its weights take ${total} bytes, wants at most ${maxBytes}`);
  }
  const sizes = await Promise.all(groups.map((group) => checkFiles(home, group)));
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
async function checkFiles(home: string, { paths, bytes }: WeightsGroup): Promise<readonly number[]> {
  const sizes = await Promise.all(
    paths.map(async (name) => {
      const info = await lstat(join(home, name)).catch((error: Error) => {
        throw new ModelFileError(join(home, name), 'there is no such file', { cause: error });
      });
      if (!info.isFile()) throw new ModelFileError(join(home, name), 'is no ordinary file');
      return info.size;
    }),
  );
  const found = sizes.reduce((sum, size) => sum + size, 0);
  if (found === bytes) return sizes;
  throw new ModelFileError(
    paths.map((name) => join(home, name)).join(' + ') || home,
    `has ${found} bytes, and the weights in model.json take ${bytes}`,
  );
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
