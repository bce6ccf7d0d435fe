/** Convolution with bias, addends and activation in float64 loops. */
import { type Array64, add, at, zeros64 } from '../numbers/array64.js';
import type { ConvSpec } from './convSize.js';
import { groupedConv2d, groupedConv2dFilter, groupedConv2dInput } from './groupedConv2d.js';

export interface FusedConvSpec extends ConvSpec {
  readonly activation: 'linear' | 'relu';
}

type Inputs = readonly [x: Array64, filter: Array64, bias: Array64, ...addends: Array64[]];

/** Returns activation(x * filter + bias + the sum of addends), with bias [O] and addends of the output's shape. */
export function fusedGroupedConv2d([x, filter, bias, ...addends]: Inputs, spec: FusedConvSpec): Array64 {
  const y = groupedConv2d(x, filter, spec);
  const o = bias.values.length;
  y.values.forEach((v, i) => {
    const sum = addends.reduce((total, addend) => total + at(addend, i), v + at(bias, i % o));
    y.values[i] = spec.activation === 'relu' && sum < 0 ? 0 : sum;
  });
  return y;
}

/** Returns the gradients with respect to x, filter, bias and each addend. */
export function fusedGroupedConv2dGradient(
  inputs: Inputs,
  dy: Array64,
  spec: FusedConvSpec,
): readonly Array64[] {
  const [x, filter, bias, ...addends] = inputs;
  const before = fusedGroupedConv2d(inputs, { ...spec, activation: 'linear' });
  const passed = {
    shape: dy.shape,
    values: dy.values.map((d, i) => (spec.activation === 'relu' && at(before, i) <= 0 ? 0 : d)),
  };
  const dbias = zeros64(bias.shape);
  passed.values.forEach((d, i) => {
    add(dbias, i % bias.values.length, d);
  });
  return [
    groupedConv2dInput(passed, filter, x.shape, spec),
    groupedConv2dFilter(x, passed, filter.shape, spec),
    dbias,
    ...addends.map(() => passed),
  ];
}
