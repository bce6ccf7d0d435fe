/** Batch norms at inference, of sk-models and of TensorFlow.js, which may lack scale or shift; group norms; and rescaling by numbers. */
import { elementAt } from 'sk-core';
import { SkNormalization } from 'sk-models/layers';
import { float } from '../graph/attributes.js';
import { type Converters, channelsFirst, eitherLayout } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';

/** Adds a batch norm. @param x Channels first. @param prefix Of the weights' names. @returns The same layout. */
export function batchNorm(g: LayerGraph, x: string, prefix: string, epsilon: number): string {
  const [mean, variance] = [g.weight(`${prefix}moving_mean`), g.weight(`${prefix}moving_variance`)];
  const channels = elementAt(g.weightShape(`${prefix}moving_mean`), 0);
  const all = (value: number): string => g.floats(...new Array<number>(channels).fill(value));
  const scale = g.optionalWeight(`${prefix}gamma`) ?? all(1);
  const shift = g.optionalWeight(`${prefix}beta`) ?? all(0);
  return g.op('BatchNormalization', [x, scale, shift, mean, variance], { epsilon: float(epsilon) });
}

/** Instance norms in ONNX take each channel by itself, so that the groups become channels. */
const groupNorm = channelsFirst<'SkGroupNorm'>((g, x, shape) => {
  const { layer } = g.kind;
  const rank = shape.length;
  const channels = g.size(shape, -1);
  const groups = layer.groupsOf(channels);
  const all = (value: number): string => g.floats(...new Array<number>(groups).fill(value));
  const grouped = g.op('Reshape', [x, g.ints(0, groups, -1)]);
  const normal = g.op('InstanceNormalization', [grouped, all(1), all(0)], { epsilon: float(layer.epsilon) });
  const y = g.op('Reshape', [normal, g.op('Shape', [x])]);
  const perChannel = { shape: [channels, ...new Array<number>(rank - 2).fill(1)] };
  const [gamma, beta] = [g.optionalWeight('gamma', perChannel), g.optionalWeight('beta', perChannel)];
  const scaled = gamma === undefined ? y : g.op('Mul', [y, gamma]);
  return beta === undefined ? scaled : g.op('Add', [scaled, beta]);
});

const normalization = eitherLayout<'SkNormalization'>((g, x, { length: rank }, layout) => {
  const { statistics, perChannel, invert } = g.kind.layer;
  const statistic = (name: 'mean' | 'variance'): string => {
    if (statistics !== undefined) return g.perChannel(statistics[name], layout, rank);
    const isMoved = perChannel && layout === 'channelsFirst' && rank > 2;
    const [channels = 1] = g.weightShape(name);
    return g.weight(name, isMoved ? { shape: [channels, ...new Array<number>(rank - 2).fill(1)] } : {});
  };
  const [mean, variance] = [statistic('mean'), statistic('variance')];
  const deviation = g.op('Max', [g.op('Sqrt', [variance]), g.scalar(SkNormalization.leastDeviation)]);
  if (invert) return g.op('Add', [g.op('Mul', [x, deviation]), mean]);
  return g.op('Div', [g.op('Sub', [x, mean]), deviation]);
});

export const normLayers: Converters<
  'SkBatchNorm' | 'BatchNormalization' | 'Rescaling' | 'SkGroupNorm' | 'SkNormalization'
> = {
  SkBatchNorm: channelsFirst((g, x) => {
    const { epsilon, relu } = g.kind.layer;
    const y = batchNorm(g, x, '', epsilon);
    return relu ? g.op('Relu', [y]) : y;
  }),
  BatchNormalization: channelsFirst((g, x, { length: rank }) => {
    const { axis, epsilon } = g.kind.settings;
    if (axis !== -1 && axis !== rank - 1) g.refuse(String(axis), `axis -1 or ${rank - 1}, the last`);
    return batchNorm(g, x, '', epsilon);
  }),
  Rescaling: eitherLayout((g, x, { length: rank }, layout) => {
    const [scale, offset] = [g.kind.settings.scale, g.kind.settings.offset].map((value) =>
      g.perChannel(value, layout, rank),
    ) as [string, string];
    return g.op('Add', [g.op('Mul', [x, scale]), offset]);
  }),
  SkGroupNorm: groupNorm,
  SkNormalization: normalization,
};
