/** Convolution with bias and activation in float64 loops. */
import { type Array64, zeros64 } from '../array64.js';
import type { ConvSpec } from './convSize.js';
import { groupedConv2d, groupedConv2dFilter, groupedConv2dInput } from './groupedConv2d.js';

export interface FusedConvSpec extends ConvSpec {
  readonly activation: 'linear' | 'relu';
}

/** activation(x * filter + bias), with bias [O]. */
export function fusedGroupedConv2d(x: Array64, filter: Array64, bias: Array64, spec: FusedConvSpec): Array64 {
  const y = groupedConv2d(x, filter, spec);
  const o = bias.values.length;
  y.values.forEach((v, i) => {
    const sum = v + bias.values[i % o];
    y.values[i] = spec.activation === 'relu' && sum < 0 ? 0 : sum;
  });
  return y;
}

/** Gradients with respect to x, filter and bias. */
export function fusedGroupedConv2dGradient(
  x: Array64,
  filter: Array64,
  bias: Array64,
  dy: Array64,
  spec: FusedConvSpec,
): readonly [Array64, Array64, Array64] {
  const before = fusedGroupedConv2d(x, filter, bias, { ...spec, activation: 'linear' });
  const passed = {
    shape: dy.shape,
    values: dy.values.map((d, i) => (spec.activation === 'relu' && before.values[i] <= 0 ? 0 : d)),
  };
  const dbias = zeros64(bias.shape);
  passed.values.forEach((d, i) => {
    dbias.values[i % bias.values.length] += d;
  });
  return [
    groupedConv2dInput(passed, filter, x.shape, spec),
    groupedConv2dFilter(x, passed, filter.shape, spec),
    dbias,
  ];
}
