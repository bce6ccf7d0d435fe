/** A graph while it grows: nodes in the order of computation, constants, and names that nobody else has. */
import type { Shape } from '@tensorflow/tfjs-layers';
import type { Message } from '../proto/schema.js';
import { type Attributes, ints } from './attributes.js';
import { Initialisers } from './initialisers.js';
import { axesOf, type Layout, makeValue, type Value } from './value.js';
import { valueInfo } from './valueInfo.js';

export class OnnxGraph {
  private readonly taken = new Set<string>();
  private readonly nodes: Message<'NodeProto'>[] = [];
  private readonly inputs: Message<'ValueInfoProto'>[] = [];
  private readonly outputs: Message<'ValueInfoProto'>[] = [];
  readonly initialisers: Initialisers = new Initialisers((name) => this.unique(name));
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** The name, with a number behind it where it is taken. */
  unique(name: string): string {
    let chosen = name;
    for (let n = 2; this.taken.has(chosen); n += 1) chosen = `${name}_${n}`;
    this.taken.add(chosen);
    return chosen;
  }

  /** @param shape As TensorFlow.js has it. @param layout As the graph is given it. */
  input(wanted: string, shape: Shape, layout: Layout): Value {
    const name = this.unique(wanted);
    this.inputs.push(valueInfo(name, shape, layout));
    return makeValue(shape, name, layout);
  }

  /** @param name From {@link unique}. The graph gives the value as TensorFlow.js has it. */
  output(name: string, value: Value): void {
    const input = [this.read(value, 'channelsLast')];
    this.nodes.push({ name: this.unique(`${name}/Identity`), opType: 'Identity', input, output: [name] });
    this.outputs.push(valueInfo(name, value.shape, 'channelsLast'));
  }

  /** @param scope What the node's name begins with. @returns The names of its outputs. */
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
    this.nodes.push({ name, opType, input, output, attribute });
    return output;
  }

  /** The value's name in a layout. It is transposed at most once, and only if somebody asks. */
  read({ shape, names }: Value, layout: Layout): string {
    const [name] = names.values();
    const known = names.get(layout);
    if (known !== undefined) return known;
    const toFirst = axesOf(shape.length, 'channelsFirst');
    const perm = layout === 'channelsFirst' ? toFirst : toFirst.map((_, axis) => toFirst.indexOf(axis));
    const [transposed] = this.node(name as string, 'Transpose', [name as string], { perm: ints(perm) });
    names.set(layout, transposed as string);
    return transposed as string;
  }

  toProto(): Message<'GraphProto'> {
    const { name, nodes: node, initialisers, inputs: input, outputs: output } = this;
    return { name, node, initializer: initialisers.tensors, input, output };
  }
}
