/** Makes a model from the nodes of another: each is repeated with a copy of its layer, or other layers stand there. */
import type { DataType, serialization } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  model as makeModel,
  type Shape,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { ModelError } from '../modelError.js';
import { holdStatistics, holdsStatistics } from './frozenStatistics.js';
import type { GraphNode, GraphValue, Layer, ModelGraph } from './modelGraph.js';

/** A layer to be made once, however often it is called. */
export interface NewLayer {
  readonly create: () => Layer;
  /** Called once it has weights, in a tidy. */
  readonly finish?: (built: Layer) => void;
}

/** Computes the values of a node: layers one behind the other. */
export interface Substitute {
  readonly inputs: readonly GraphValue[];
  readonly layers: readonly NewLayer[];
}

/** Returns undefined for a node that the new model does not need. */
type Plan = (node: GraphNode) => Substitute | undefined;

/**
 * Returns a model without metadata. Where a layer cannot be made, the weights of those before it are disposed of.
 *
 * @param readShape Returns the shape that an input has in the new model, from that in the old one.
 */
export function rebuildModel(
  model: LayersModel,
  graph: ModelGraph,
  plan: Plan,
  readShape: (shape: Shape) => Shape = (shape) => shape,
): LayersModel {
  const tensors = new Map<GraphValue, SymbolicTensor>();
  const tensorOf = (value: GraphValue): SymbolicTensor => {
    const tensor = tensors.get(value);
    if (tensor !== undefined) return tensor;
    throw new ModelError(`rebuildModel: nothing makes '${value.tensor.name}', which the new model reads`);
  };
  const record = (values: readonly GraphValue[], made: readonly SymbolicTensor[]): void => {
    for (const [i, value] of values.entries()) tensors.set(value, elementAt(made, i));
  };
  const built = new Map<NewLayer, Layer>();

  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    input({ batchShape: readShape(shape), dtype: dtype as DataType, name: sourceLayer.name }),
  );
  record(graph.inputs, inputs);
  try {
    for (const node of graph.nodes) {
      const substitute = plan(node);
      if (substitute === undefined) continue;
      const read = substitute.inputs.map(tensorOf);
      record(
        node.outputs,
        substitute.layers.reduce((values, layer) => apply(layer, values, built), read),
      );
    }
    const made = makeModel({ name: model.name, inputs, outputs: graph.outputs.map(tensorOf) });
    for (const layer of built.values()) releaseShared(layer);
    return made;
  } catch (error) {
    for (const { weights } of built.values()) for (const weight of weights) weight.dispose();
    throw error;
  }
}

/** Lets a layer end with its model, which disposes of one call; TensorFlow.js frees a layer when all of them are disposed of. */
function releaseShared(layer: Layer): void {
  for (let surplus = layer.inboundNodes.length - 1; surplus > 0; surplus--) layer.dispose();
}

function apply(layer: NewLayer, inputs: SymbolicTensor[], built: Map<NewLayer, Layer>): SymbolicTensor[] {
  const earlier = built.get(layer);
  const made = earlier ?? layer.create();
  built.set(layer, made);
  const [first, ...others] = inputs;
  const outputs = made.apply(first !== undefined && others.length === 0 ? first : inputs);
  if (earlier === undefined) tf.tidy(() => layer.finish?.(made));
  return [outputs].flat() as SymbolicTensor[];
}

/**
 * Returns a plan that repeats nodes. A layer that is shared stays shared, and a frozen one frozen.
 *
 * @param instead Makes what takes a layer's place, where that is no copy.
 */
export function copyNodes(
  instead: (layer: Layer, name: string) => NewLayer | undefined = () => undefined,
): (node: GraphNode) => Substitute {
  const copies = new Map<Layer, NewLayer>();
  return ({ layer, name, inputs }) => {
    const copy = copies.get(layer) ?? instead(layer, name) ?? copyOf(layer, name);
    copies.set(layer, copy);
    return { inputs, layers: [copy] };
  };
}

function copyOf(layer: Layer, name: string): NewLayer {
  return {
    create: () => {
      // The first layer of a sequential model says what it reads; here the input does.
      const { batchInputShape: _, ...config } = layer.getConfig();
      return configured(layer, { ...config, name });
    },
    finish: (copy) => {
      copy.setWeights(layer.getWeights());
      // A frozen model freezes the weights of its layers, which their configurations do not say.
      if (layer.trainableWeights.length === 0 && copy.trainableWeights.length > 0) copy.trainable = false;
      if (holdsStatistics(layer)) holdStatistics(copy);
    },
  };
}

/** Returns another layer of the same class. */
export function configured(layer: Layer, config: serialization.ConfigDict): Layer {
  const type = layer.constructor as serialization.SerializableConstructor<Layer>;
  return type.fromConfig(type, config);
}
