/** The view of a converter: one node of the model, and the graph of ONNX that it adds to. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { ModelError } from 'sk-models';
import { findWeight, type GraphNode, type KindName, type KindOf } from 'sk-models/graph';
import type { Attributes } from './attributes.js';
import type { Arrangement } from './initialisers.js';
import type { OnnxGraph } from './onnxGraph.js';
import { axesOf, type Layout, makeValue, type Value } from './value.js';

export class LayerGraph<Kind extends KindOf<KindName> = KindOf<KindName>> {
  /** The layer, or its settings. */
  readonly kind: Kind;
  readonly #graph: OnnxGraph;
  readonly #node: GraphNode;

  constructor(graph: OnnxGraph, node: GraphNode, kind: Kind) {
    this.kind = kind;
    this.#graph = graph;
    this.#node = node;
  }

  /** Adds an operator with one output. Inputs and output are names of tensors. */
  op(type: string, inputs: readonly string[], attributes?: Attributes): string {
    return elementAt(this.ops(type, inputs, 1, attributes), 0);
  }

  /** Adds an operator with several outputs. */
  ops(type: string, inputs: readonly string[], outputs: number, attributes?: Attributes): readonly string[] {
    return this.#graph.node(this.#node.name, type, inputs, attributes, outputs);
  }

  /** Returns the name of a value in a layout. */
  read(value: Value, layout: Layout): string {
    return this.#graph.read(value, layout);
  }

  /** Returns a shape with the batch, as in TensorFlow.js; null where a size is unknown. */
  outputShape(index: number = 0): Shape {
    return elementAt(this.#node.outputs, index).shape;
  }

  /** Returns a size of a shape, counted from the end where `axis` is negative. @throws ModelError where it is unknown. */
  size(shape: Shape, axis: number): number {
    const size = shape.at(axis);
    return typeof size === 'number' ? size : this.refuse(`[${shape}]`, `a known size of axis ${axis}`);
  }

  /** Returns output `index` of the layer. */
  output(name: string, layout: Layout, index: number = 0): Value {
    return makeValue(this.outputShape(index), name, layout);
  }

  /** Returns the name of the constant that holds a weight. @param name Within the layer. @throws ModelError */
  weight(name: string, arrangement?: Arrangement): string {
    const found = this.optionalWeight(name, arrangement);
    if (found !== undefined) return found;
    throw new ModelError(`exportOnnx: ${this.#title} wants a weight '${name}', got none`);
  }

  /** As {@link weight}; undefined where there is no such weight. */
  optionalWeight(name: string, arrangement: Arrangement = {}): string | undefined {
    const { layer } = this.#node;
    const variable = findWeight(layer, name);
    return variable && this.#graph.initialisers.weight(`${layer.name}/${name}`, variable, arrangement);
  }

  /** Returns the shape of a weight; empty where there is none. */
  weightShape(name: string): readonly number[] {
    return (findWeight(this.#node.layer, name)?.shape ?? []) as readonly number[];
  }

  /** Returns the name of a constant. */
  scalar(value: number): string {
    return this.#graph.initialisers.floats([value]);
  }

  /** Returns the name of a constant vector of 32-bit floats. */
  floats(...values: readonly number[]): string {
    return this.#graph.initialisers.floats(values, [values.length]);
  }

  /** Returns the name of a constant: a number, or one for each channel of a tensor of that rank and layout. */
  perChannel(value: number | readonly number[], layout: Layout, rank: number): string {
    if (typeof value === 'number') return this.scalar(value);
    const dims = axesOf(rank, layout).map((axis) => (axis === rank - 1 ? value.length : 1));
    return this.#graph.initialisers.floats(value, dims);
  }

  /** Returns the name of a constant vector of 64-bit integers. */
  ints(...values: readonly number[]): string {
    return this.#graph.initialisers.ints(values);
  }

  /** @param got As in "padding 'causal'". @param wanted What would be exported. @throws ModelError */
  refuse(got: string, wanted: string): never {
    throw new ModelError(`exportOnnx: ${this.#title} wants ${wanted}, got ${got}`);
  }

  get #title(): string {
    return `layer '${this.#node.name}' (${this.kind.kind})`;
  }
}
