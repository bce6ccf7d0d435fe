/** Batch norms at inference, of sk-models and of TensorFlow.js, which may lack scale or shift; and rescaling by two numbers. */
import { elementAt } from 'sk-core';
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

export const normLayers: Converters<'SkBatchNorm' | 'BatchNormalization' | 'Rescaling'> = {
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
  Rescaling: eitherLayout((g, x) => {
    const { scale, offset } = g.kind.settings;
    return g.op('Add', [g.op('Mul', [x, g.scalar(scale)]), g.scalar(offset)]);
  }),
};
