/** The topology in a model.json, which TensorFlow.js has written, or Keras by way of a converter. */
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import { ModelFileError } from '../../modelFileError.js';
import { convertKeras } from '../keras/fromKerasConfig.js';
import type { WeightsGroup } from './weightsManifest.js';

interface ReadTopology {
  readonly topology: object;
  /** The weights of the file under the names and shapes of the model's. */
  readonly entriesOf: (model: LayersModel) => readonly WeightsGroup[];
}

const suffix = '/depthwise_kernel';

/** @throws ModelFileError for a model of Keras that TensorFlow.js cannot have */
export function readTopology(topology: object, groups: readonly WeightsGroup[], path: string): ReadTopology {
  if (!isOfKeras(topology)) return { topology: modelIn(topology), entriesOf: () => groups };
  const kernels = new Map(
    groups.flatMap(({ weights }) => weights).map(({ name, shape }) => [name, shape] as const),
  );
  try {
    const converted = convertKeras(topology, (layer) => kernels.get(`${layer}${suffix}`)?.[2]);
    return { topology: converted.topology, entriesOf: (model) => regrouped(groups, model) };
  } catch (error) {
    throw error instanceof ModelError ? new ModelFileError(path, error.message, { cause: error }) : error;
  }
}

const modelIn = (topology: object): object => {
  const { model_config: inner } = topology as { model_config?: unknown };
  return typeof inner === 'object' && inner !== null ? inner : topology;
};

/** Converters write the backend that Keras had; Keras 3 says where each class is from. */
function isOfKeras(topology: object): boolean {
  const { backend } = topology as { backend?: unknown };
  return backend === undefined ? 'module' in modelIn(topology) : backend !== 'tensor_flow.js';
}

/** Dilated depthwise kernels [kh, kw, C, m] as those of the grouped convolutions that they have become. */
function regrouped(groups: readonly WeightsGroup[], model: LayersModel): readonly WeightsGroup[] {
  const names = new Set(model.weights.map(({ originalName }) => originalName));
  const asGrouped = (entry: io.WeightsManifestEntry): io.WeightsManifestEntry => {
    const name = entry.name.replace(suffix, '/kernel');
    if (!entry.name.endsWith(suffix) || names.has(entry.name) || !names.has(name)) return entry;
    const [kh, kw, c, m] = entry.shape as [number, number, number, number];
    return { ...entry, name, shape: [kh, kw, 1, c * m] };
  };
  return groups.map((group) => ({ ...group, weights: group.weights.map(asGrouped) }));
}
