/** A graph of ONNX while it grows: nodes in the order of computation, constants, and unique names. */
import type { Shape } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { Message } from '../proto/schema.js';
import { type Attributes, ints } from './attributes.js';
import { Initialisers } from './initialisers.js';
import { axesOf, type Layout, makeValue, type Value } from './value.js';
import { valueInfo } from './valueInfo.js';

export class OnnxGraph {
  readonly #taken = new Set<string>();
  /** The number behind the last name that began like this one. */
  readonly #numbers = new Map<string, number>();
  readonly #nodes: Message<'NodeProto'>[] = [];
  readonly #inputs: Message<'ValueInfoProto'>[] = [];
  readonly #outputs: Message<'ValueInfoProto'>[] = [];
  readonly initialisers: Initialisers = new Initialisers((name) => this.unique(name));
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Returns the name, with a number behind it where it is taken. */
  unique(name: string): string {
    let chosen = name;
    let number = this.#numbers.get(name) ?? 1;
    while (this.#taken.has(chosen)) chosen = `${name}_${++number}`;
    this.#numbers.set(name, number);
    this.#taken.add(chosen);
    return chosen;
  }

  /** Adds an input. @param shape As in TensorFlow.js. @param layout Of what the file reads. */
  input(wanted: string, shape: Shape, layout: Layout): Value {
    const name = this.unique(wanted);
    this.#inputs.push(valueInfo(name, shape, layout));
    return makeValue(shape, name, layout);
  }

  /** Adds an output, in the layout of TensorFlow.js. @param name From {@link unique}. */
  output(name: string, value: Value): void {
    const input = [this.read(value, 'channelsLast')];
    this.#nodes.push({ name: this.unique(`${name}/Identity`), opType: 'Identity', input, output: [name] });
    this.#outputs.push(valueInfo(name, value.shape, 'channelsLast'));
  }

  /** Adds a node. @param scope Begins its name. @returns The names of its outputs. */
  node(
    scope: string,
    opType: string,
    input: readonly string[],
    attributes: Attributes = {},
    outputs: number = 1,
  ): string[] {
    const name = this.unique(`${scope}/${opType}`);
    const output = Array.from({ length: outputs }, (_, i) => this.unique(`${name}:${i}`));
    const attribute = Object.entries(attributes).map(([key, value]) => ({ name: key, ...value }));
    this.#nodes.push({ name, opType, input, output, attribute });
    return output;
  }

  /** Returns the name of a value in a layout. It is transposed at most once, at the first read. */
  read({ shape, names }: Value, layout: Layout): string {
    const known = names.get(layout);
    if (known !== undefined) return known;
    const name = elementAt([...names.values()], 0);
    const toFirst = axesOf(shape.length, 'channelsFirst');
    const perm = layout === 'channelsFirst' ? toFirst : toFirst.map((_, axis) => toFirst.indexOf(axis));
    const transposed = elementAt(this.node(name, 'Transpose', [name], { perm: ints(perm) }), 0);
    names.set(layout, transposed);
    return transposed;
  }

  /** Returns the graph as a message. */
  toProto(): Message<'GraphProto'> {
    return {
      name: this.#name,
      node: this.#nodes,
      initializer: this.initialisers.tensors,
      input: this.#inputs,
      output: this.#outputs,
    };
  }
}
