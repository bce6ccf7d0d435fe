/** Makes views of what a network computes on its way: pyramids for detection and segmentation, embeddings for search. */
import { LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { findNode } from '../../graph/findNode.js';
import { type ModelGraph, readGraph } from '../../graph/modelGraph.js';
import { findStages } from '../../graph/stages.js';
import { ModelError } from '../../modelError.js';

/** The output of a stage. */
export interface Feature {
  /** Name of the layer that makes it. */
  readonly layer: string;
  /** Short name, where it has one: 'stage3' is the paper's conv3_x. */
  readonly stage?: string;
  /** Height, width and channels. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Pixels of the image between two of its pixels, to the nearest power of 2. */
  readonly stride: number;
}

/**
 * Returns the model with other outputs, one for each name: a layer ('SK_3_4', 'avepool'), a unit ('conv3_2') or a stage
 * ('conv3', 'stage3': the output of its last unit). The view is made of the model's own layers, so it shares their
 * weights, changes when the model is trained and can be a part of other models. Disposing of the view frees nothing; after
 * the model is disposed of the view can no longer be used.
 *
 * @throws ModelError for a name that is not in the model, with the nearest ones, and for a layer inside a nested model.
 */
export function features(model: LayersModel, names: string | readonly string[]): LayersModel {
  const graph = readGraph(model);
  const asked = [names].flat();
  if (asked.length === 0) throw new ModelError('features: names wants one name or more, got none');
  const wrong = asked.filter((name) => typeof name !== 'string');
  if (wrong.length > 0) {
    throw new ModelError(`features: names wants names of layers, units or stages, got ${wrong.map(String)}`);
  }
  const outputs = asked.map((name) => outputOf(graph, name));
  return new ModelView({ name: `${model.name}_features`, inputs: model.inputs, outputs });
}

/** Returns the outputs of the stages, in the order of computation: the names that {@link features} mostly gets. */
export function featureNames(model: LayersModel): readonly Feature[] {
  return findStages(readGraph(model)).map(({ name, last, shape, stride }) => ({
    layer: last.name,
    ...(name !== undefined && { stage: name }),
    shape,
    stride,
  }));
}

function outputOf(graph: ModelGraph, asked: string): SymbolicTensor {
  const { name, path, outputs } = findNode(graph, asked);
  const [value] = outputs;
  if (path === '' && value !== undefined) return value.tensor;
  const nested = path.slice(0, -1);
  throw new ModelError(
    `features: '${name}' lies inside the nested model '${nested}': ask that one, model.getLayer('${nested}')`,
  );
}

/** Frees nothing when it is disposed of. */
class ModelView extends LayersModel {
  override dispose(): ReturnType<LayersModel['dispose']> {
    return { refCountAfterDispose: 0, numDisposedVariables: 0 };
  }
}
