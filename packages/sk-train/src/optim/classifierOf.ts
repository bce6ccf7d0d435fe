/** The layer that makes the scores of the classes. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import { findLogits, type Layer, readGraph } from 'sk-models/graph';

/** @throws ModelError where the model does not end in a layer with weights, but for what has none behind it. */
export function classifierOf(model: LayersModel): Layer {
  const [last] = findLogits(readGraph(model)).nodes;
  if (last !== undefined && last.layer.weights.length > 0) return last.layer;
  throw new ModelError(`'${model.name}' has no classifier: no single layer with weights makes its scores`);
}
