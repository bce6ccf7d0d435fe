/** Reads a layers model as a graph: nodes, which are calls of layers, and the values between them. */
import { LayersModel, type layers, type Shape, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { ModelError } from '../modelError.js';

export type Layer = layers.Layer;

/** A tensor that flows from one node to others. */
export interface GraphValue {
  /** With the batch; null where a size is unknown. */
  readonly shape: Shape;
  /** The symbolic tensor, which belongs to the nested model that the producer lies in. */
  readonly tensor: SymbolicTensor;
  /** Undefined for an input of the model. */
  readonly producer?: GraphNode;
  /** The nodes that read the value; a node that reads it twice stands here twice. */
  readonly consumers: readonly GraphNode[];
  /** Whether the model returns the value. */
  readonly isOutput: boolean;
}

/** One call of a layer. A shared layer has several nodes. */
export interface GraphNode {
  readonly layer: Layer;
  /** `path` and the name of the layer, numbered where the layer is called again: unique in the graph. */
  readonly name: string;
  /** Names of the nested models that the node lies in, a slash behind each; empty outside of nested models. */
  readonly path: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Shapes of the inputs as a nested model declares them, with sizes that the values may not have. */
  readonly inputShapes: readonly Shape[];
}

export interface ModelGraph {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** In the order of computation: each node stands after those that it reads from. */
  readonly nodes: readonly GraphNode[];
  /** How many nodes call a layer. */
  readonly calls: ReadonlyMap<Layer, number>;
}

/** A value whose readers are not all known yet. */
interface OpenValue extends GraphValue {
  producer?: GraphNode;
  readonly consumers: GraphNode[];
  isOutput: boolean;
}

/** Returns the graph of a model. Nested models are unrolled: their layers are nodes, and they are none. */
export function readGraph(model: LayersModel): ModelGraph {
  const nodes: GraphNode[] = [];
  const calls = new Map<Layer, number>();
  const unique = uniqueNames();

  const addNode = (
    node: Omit<GraphNode, 'inputs' | 'outputs'>,
    inputs: OpenValue[],
    made: SymbolicTensor[],
  ) => {
    const outputs = made.map(openValue);
    const added: GraphNode = { ...node, inputs, outputs };
    for (const value of inputs) value.consumers.push(added);
    for (const value of outputs) value.producer = added;
    calls.set(node.layer, (calls.get(node.layer) ?? 0) + 1);
    nodes.push(added);
    return outputs;
  };
  const unroll = (container: LayersModel, given: readonly OpenValue[], path: string): OpenValue[] => {
    const values = new Map<SymbolicTensor, OpenValue>();
    for (const [i, tensor] of container.inputs.entries()) values.set(tensor, elementAt(given, i));
    const valueFor = (tensor: SymbolicTensor): OpenValue => {
      if (!values.has(tensor)) addCall(tensor);
      const value = values.get(tensor);
      if (value !== undefined) return value;
      throw new ModelError(`readGraph: '${container.name}' reads '${tensor.name}', which no layer makes`);
    };
    const addCall = ({ sourceLayer: layer, nodeIndex }: SymbolicTensor): void => {
      const { inputTensors, outputTensors } = elementAt(layer.inboundNodes, nodeIndex);
      const inputs = inputTensors.map(valueFor);
      const name = unique(`${path}${layer.name}`);
      const inputShapes = inputTensors.map(({ shape }) => shape);
      const outputs =
        layer instanceof LayersModel
          ? unroll(layer, inputs, `${name}/`)
          : addNode({ layer, name, path, inputShapes }, inputs, outputTensors);
      for (const [i, tensor] of outputTensors.entries()) values.set(tensor, elementAt(outputs, i));
    };
    return container.outputs.map(valueFor);
  };

  const inputs = model.inputs.map(openValue);
  const outputs = unroll(model, inputs, '');
  for (const value of outputs) value.isOutput = true;
  return { inputs, outputs, nodes, calls };
}

const openValue = (tensor: SymbolicTensor): OpenValue => ({
  shape: tensor.shape,
  tensor,
  consumers: [],
  isOutput: false,
});

/** Returns a function that numbers names which it has seen before: 'conv', 'conv_use2'. */
function uniqueNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let chosen = name;
    for (let n = 2; taken.has(chosen); n++) chosen = `${name}_use${n}`;
    taken.add(chosen);
    return chosen;
  };
}

/** Returns the node that alone reads what a node makes; undefined where several do, and for an output of the model. */
export function onlyConsumer({ outputs: [value] }: GraphNode): GraphNode | undefined {
  if (value === undefined || value.isOutput) return undefined;
  const [consumer, ...others] = value.consumers;
  return others.length === 0 ? consumer : undefined;
}
