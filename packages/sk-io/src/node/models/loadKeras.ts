/** Models of Keras 2 and 3, whatever file they come in. */

import { basename } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import type { ConvertedModel } from '../../formats/keras/convertKeras.js';
import { convertKeras } from '../../formats/keras/fromKerasConfig.js';
import type { DepthwiseChannels } from '../../formats/keras/kerasConv.js';
import { firstLine } from '../../formats/text/firstLine.js';
// Registers the layers that grouped convolutions become.
import 'sk-models/layers';
import { ModelError } from 'sk-models';
import { type FileLimits, fileLimits } from '../../fileLimits.js';
import type { ModelLimits } from '../../formats/tfjs/modelJson.js';
import { parseUntrusted } from '../../formats/tfjs/parseUntrusted.js';
import { buildModel } from '../../formats/topology/buildModel.js';
import { checkTopology } from '../../formats/topology/checkTopology.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo } from '../../weights/weightSource.js';
import { readTextFile } from '../files/readTextFile.js';
import { assignKerasWeights } from '../keras/kerasWeights.js';
import { type Hdf5File, openHdf5, readHdf5 } from '../keras/openHdf5.js';
import { readKerasZip } from '../keras/readKerasZip.js';
import { loadModel } from './loadModel.js';

export interface LoadKerasOptions {
  /** An .h5 or .weights.h5 file for a model that is described in a .json file. Without it weights begin at random. */
  readonly weights?: string;
  /**
   * Models whose weights take more are refused; 4 GB, the most that a wasm heap holds, and of a compressed file three times
   * its size, or 256 MiB where that is more.
   */
  readonly maxBytes?: number;
  /** Take weights that are NaN or infinite too. false */
  readonly allowNonFinite?: boolean;
  /** Allows more work than {@link FileLimits} say, for a file that is trusted. */
  readonly limits?: Partial<FileLimits>;
}

const optionNames: OptionNames<LoadKerasOptions> = {
  weights: true,
  maxBytes: true,
  allowNonFinite: true,
  limits: true,
};

interface Limited {
  readonly limits: FileLimits;
}

/** Room for weights beside those of the file, so that what is missing can be listed. */
const spareBytes = 64 * 2 ** 20;

/**
 * Reads `.keras` (Keras 3), `.h5` (a whole model), the `.json` of `model.to_json()` with weights beside it, and the
 * folder or model.json of a TensorFlow.js model. Convolutions in groups become SkGroupedConv2D. Lambda layers and
 * classes of one's own are refused. HDF5 wants the package h5wasm.
 *
 * @throws ModelFileError that says in one line which file is wrong, and how
 */
export async function loadKeras(path: string, options: LoadKerasOptions = {}): Promise<LayersModel> {
  checkOptions('loadKeras: options', options, optionNames);
  const { weights, maxBytes, allowNonFinite = false } = options;
  const limits = fileLimits('loadKeras', options.limits);
  const most = { maxBytes: maxBytes ?? 4e9, allowNonFinite, limits };
  const ofFile = { maxBytes, limits };
  if (/\.keras$/i.test(path)) {
    const zip = await readKerasZip(path);
    const config = parseUntrusted(
      new TextDecoder().decode(zip['config.json']),
      `${path}: config.json`,
      limits,
    );
    const file = await readHdf5(zip['model.weights.h5'], `${path}: model.weights.h5`, ofFile);
    return await withFile(file, () => load(config, file, path, most));
  }
  if (/\.(h5|hdf5)$/i.test(path)) {
    const file = await openHdf5(path, ofFile);
    return await withFile(file, () => load(configIn(file, path, limits), file, path, most));
  }
  const isConfig = /\.json$/i.test(path) && (weights !== undefined || basename(path) !== 'model.json');
  if (!isConfig) return await loadModel(path, most);
  const config = parseUntrusted(await readTextFile(path), path, limits);
  if (weights === undefined) return build(convert(config, path), path, { ...most, zeros: false });
  const file = await openHdf5(weights, ofFile);
  return await withFile(file, () => load(config, file, path, most));
}

async function withFile<T>(file: Hdf5File, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    await file.close();
  }
}

function configIn(file: Hdf5File, path: string, limits: FileLimits): unknown {
  const [text] = file.strings('/', 'model_config') ?? [];
  if (text !== undefined) return parseUntrusted(text, `${path}: model_config`, limits);
  throw new ModelFileError(
    path,
    'has weights and no model: save its model.to_json() to a file and load that, with this as weights',
  );
}

async function load(
  config: unknown,
  file: Hdf5File,
  path: string,
  { maxBytes, allowNonFinite, limits }: ModelLimits & Limited,
): Promise<LayersModel> {
  const converted = convert(config, path, depthwiseChannels(file.tensors));
  const stored = [...file.tensors.values()].reduce((sum, { shape }) => sum + 4 * product(shape), 0);
  const most = Math.min(maxBytes, stored + spareBytes);
  const model = build(converted, path, { maxBytes: most, limits, zeros: true });
  try {
    await assignKerasWeights(model, converted.layers, file, allowNonFinite);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function convert(config: unknown, path: string, channels?: DepthwiseChannels): ConvertedModel {
  try {
    return convertKeras(config, channels);
  } catch (error) {
    throw error instanceof ModelError ? new ModelFileError(path, error.message, { cause: error }) : error;
  }
}

function build(
  { topology }: ConvertedModel,
  path: string,
  { maxBytes, zeros, limits }: { readonly maxBytes: number; readonly zeros: boolean } & Limited,
): LayersModel {
  try {
    return buildModel(checkTopology(topology, limits), { maxBytes, zeros });
  } catch (error) {
    const why = firstLine((error as Error).message, 400);
    throw new ModelFileError(path, `describes no model that can be built: ${why}`, { cause: error });
  }
}

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

/** Keras 2 names weights by layer: .../conv/depthwise_kernel:0 [kh, kw, C, m]. */
function depthwiseChannels(tensors: ReadonlyMap<string, TensorInfo>): DepthwiseChannels {
  const found = new Map<string, number | undefined>();
  for (const { name, shape } of tensors.values()) {
    const [layer, weight] = name.split('/').slice(-2);
    if (layer === undefined || shape.length !== 4 || !/^(depthwise_)?kernel(:0)?$/.test(weight ?? ''))
      continue;
    // Layers of one name in several nested models tell nothing.
    found.set(layer, found.has(layer) && found.get(layer) !== shape[2] ? undefined : shape[2]);
  }
  return (layer) => found.get(layer);
}
