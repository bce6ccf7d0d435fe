/** Batch norms at inference, ours and TensorFlow.js's, which may lack scale or shift; and rescaling by two numbers. */
import type { SkBatchNorm } from 'sk-models/layers';
import { float } from '../graph/attributes.js';
import { type Converters, channelsFirst, eitherLayout } from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';

/** @param x Channels first. @param prefix Of the weights' names. @returns The same layout. */
export function batchNorm(g: LayerGraph, x: string, prefix: string, epsilon: number): string {
  const [mean, variance] = [g.weight(`${prefix}moving_mean`), g.weight(`${prefix}moving_variance`)];
  const [channels] = g.weightShape(`${prefix}moving_mean`) as [number];
  const all = (value: number): string => g.floats(...new Array<number>(channels).fill(value));
  const scale = g.optionalWeight(`${prefix}gamma`) ?? all(1);
  const shift = g.optionalWeight(`${prefix}beta`) ?? all(0);
  return g.op('BatchNormalization', [x, scale, shift, mean, variance], { epsilon: float(epsilon) });
}

interface BatchNormConfig {
  readonly axis: number;
  readonly epsilon: number;
}

interface RescalingConfig {
  readonly scale: number;
  readonly offset: number;
}

export const normLayers: Converters = {
  SkBatchNorm: channelsFirst((g, x) => {
    const { epsilon, relu } = g.layer as SkBatchNorm;
    const y = batchNorm(g, x, '', epsilon);
    return relu ? g.op('Relu', [y]) : y;
  }),
  BatchNormalization: channelsFirst((g, x, { length: rank }) => {
    const { axis, epsilon } = g.layer.getConfig() as object as BatchNormConfig;
    if (axis !== -1 && axis !== rank - 1) g.refuse(`axis ${axis}`, `-1 or ${rank - 1}, the last`);
    return batchNorm(g, x, '', epsilon);
  }),
  Rescaling: eitherLayout((g, x) => {
    const { scale, offset } = g.layer.getConfig() as object as RescalingConfig;
    return g.op('Add', [g.op('Mul', [x, g.scalar(scale)]), g.scalar(offset)]);
  }),
};
