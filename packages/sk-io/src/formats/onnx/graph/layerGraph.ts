/** What a converter works with: one use of a layer, and the graph that it adds to. */
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import type { Layer, LayerUse } from 'sk-models/graph';
import type { Attributes } from './attributes.js';
import type { Arrangement } from './initialisers.js';
import type { OnnxGraph } from './onnxGraph.js';
import { type Layout, makeValue, type Value } from './value.js';

export class LayerGraph {
  readonly layer: Layer;
  private readonly graph: OnnxGraph;
  private readonly use: LayerUse;

  constructor(graph: OnnxGraph, use: LayerUse) {
    this.layer = use.layer;
    this.graph = graph;
    this.use = use;
  }

  /** A node with one output. Inputs and output are names of tensors. */
  op(type: string, inputs: readonly string[], attributes?: Attributes): string {
    return this.ops(type, inputs, 1, attributes)[0] as string;
  }

  /** A node with several outputs. */
  ops(type: string, inputs: readonly string[], outputs: number, attributes?: Attributes): readonly string[] {
    return this.graph.node(this.use.name, type, inputs, attributes, outputs);
  }

  read(value: Value, layout: Layout): string {
    return this.graph.read(value, layout);
  }

  /** With the batch, as TensorFlow.js has it; null where a size is unknown. */
  outputShape(index: number = 0): Shape {
    return (this.use.outputs[index] as LayerUse['outputs'][number]).shape;
  }

  /** Output `index` of the layer. */
  output(name: string, layout: Layout, index: number = 0): Value {
    return makeValue(this.outputShape(index), name, layout);
  }

  /** @param name Within the layer. @returns The constant's name. @throws ModelError where there is no such weight. */
  weight(name: string, arrangement?: Arrangement): string {
    const found = this.optionalWeight(name, arrangement);
    if (found !== undefined) return found;
    throw new ModelError(`exportOnnx: ${this.title} has no weight '${name}', which its class asks for`);
  }

  optionalWeight(name: string, arrangement: Arrangement = {}): string | undefined {
    const variable = this.variable(name);
    const wanted = `${this.layer.name}/${name}`;
    return variable && this.graph.initialisers.weight(wanted, variable, arrangement);
  }

  /** The shape of a weight; empty where there is none. */
  weightShape(name: string): readonly number[] {
    return (this.variable(name)?.shape ?? []) as readonly number[];
  }

  scalar(value: number): string {
    return this.graph.initialisers.floats([value]);
  }

  /** A constant vector of 32-bit floats. */
  floats(...values: readonly number[]): string {
    return this.graph.initialisers.floats(values, [values.length]);
  }

  /** A constant vector of 64-bit integers. */
  ints(...values: readonly number[]): string {
    return this.graph.initialisers.ints(values);
  }

  /** @param setting As in "padding 'causal'". @param supported What would be exported. */
  refuse(setting: string, supported: string): never {
    throw new ModelError(`exportOnnx: ${this.title} has ${setting}; supported: ${supported}`);
  }

  private get title(): string {
    return `layer '${this.use.name}' (${this.layer.getClassName()})`;
  }

  private variable(name: string): LayerVariable | undefined {
    return this.layer.weights.find(({ originalName }) => `/${originalName}`.endsWith(`/${name}`));
  }
}
