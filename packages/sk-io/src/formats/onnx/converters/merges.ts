/** Layers that merge several values into one. */
import { elementAt } from 'sk-core';
import type { ArithmeticOperation } from 'sk-models/layers';
import { int } from '../graph/attributes.js';
import type { Converter, Converters } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { axisIn, type Layout, layoutOf, makeValue, type Value } from '../graph/value.js';

interface Together {
  readonly names: readonly string[];
  readonly layout: Layout;
}

/** Reads all values in one layout: that of convolutions if any of them has it. */
function together(g: LayerGraph, values: readonly Value[]): Together {
  const isFirst = values.some((value) => layoutOf(value) === 'channelsFirst');
  const layout = isFirst ? 'channelsFirst' : 'channelsLast';
  return { names: values.map((value) => g.read(value, layout)), layout };
}

/** Adds axes of size 1 behind the batch, as TensorFlow.js does where values have several ranks. */
function ofOneRank(g: LayerGraph, values: readonly Value[]): readonly Value[] {
  const rank = Math.max(...values.map(({ shape }) => shape.length));
  return values.map((value) => {
    const missing = Array.from({ length: rank - value.shape.length }, (_, axis) => axis + 1);
    if (missing.length === 0) return value;
    const [n = null, ...rest] = value.shape;
    const name = g.op('Unsqueeze', [g.read(value, 'channelsLast'), g.ints(...missing)]);
    return makeValue([n, ...missing.map(() => 1), ...rest], name, 'channelsLast');
  });
}

type Merge = 'Add' | 'Multiply' | 'Maximum' | 'Minimum' | 'Average';

const merge =
  (
    type: string,
    finish: (g: LayerGraph, y: string, inputs: number) => string = (_, y) => y,
  ): Converter<Merge> =>
  (g, inputs) => {
    const { names, layout } = together(g, ofOneRank(g, inputs));
    const y = names.reduce((a, b) => g.op(type, [a, b]));
    return [g.output(finish(g, y, inputs.length), layout)];
  };

const concatenate: Converter<'Concatenate'> = (g, inputs) => {
  const { names, layout } = together(g, inputs);
  const { axis } = g.kind.settings;
  const rank = elementAt(inputs, 0).shape.length;
  return [g.output(g.op('Concat', names, { axis: int(axisIn(layout, axis, rank)) }), layout)];
};

const operators: Readonly<Record<ArithmeticOperation, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  maximum: 'Max',
  minimum: 'Min',
};

const arithmetic: Converter<'SkArithmetic'> = (g, inputs) => {
  const { operation, constant, constantFirst } = g.kind.layer;
  const { names, layout } = together(g, inputs);
  const rank = g.outputShape().length;
  const operands = constant === undefined ? names : [...names, g.perChannel(constant, layout, rank)];
  const ordered = constantFirst ? operands.toReversed() : operands;
  return [g.output(g.op(operators[operation], ordered), layout)];
};

export const mergeLayers: Converters<Merge | 'Concatenate' | 'SkArithmetic'> = {
  Add: merge('Add'),
  Multiply: merge('Mul'),
  Maximum: merge('Max'),
  Minimum: merge('Min'),
  Average: merge('Add', (g, sum, inputs) => g.op('Mul', [sum, g.scalar(1 / inputs)])),
  Concatenate: concatenate,
  SkArithmetic: arithmetic,
};
