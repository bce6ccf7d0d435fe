/** Counts what surgery changes as Table 4 does: parameters, and MACs for one image. */
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { type Cost, convAttrs, convCost, convGeometry } from 'sk-core';
import { sizeOf } from '../../layers/shape.js';
import type { WeightSpec } from '../../layers/skLayer.js';
import type { ConvDescription } from './convolution.js';

export interface SurgeryCosts {
  /** Trainable values: filters, biases, and the scale and shift of batch norms. */
  readonly parameters: number;
  /** Running means and variances of batch norms. */
  readonly statistics: number;
  /** MACs of convolutions and fully connected layers, for one image; absent where the input has no fixed size. */
  readonly macs?: number;
  /** Channel-wise products of attention. With it, `macs` is the MFLOPs figure of Table 4. */
  readonly attentionScaling?: number;
}

/** Counts weights by their names and shapes. */
export function weightCosts(weights: readonly Pick<WeightSpec, 'name' | 'shape'>[]): SurgeryCosts {
  const size = (statistics: boolean): number =>
    weights
      .filter(({ name }) => /(^|\/)moving_(mean|variance)$/.test(name) === statistics)
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return { parameters: size(false), statistics: size(true) };
}

/** Counts weights of layers. */
export const variableCosts = (variables: readonly LayerVariable[]): SurgeryCosts =>
  weightCosts(variables.map(({ originalName, shape }) => ({ name: originalName, shape: shape as number[] })));

/** Adds up the MACs of several parts. */
export const multiplications = (
  costs: readonly Cost[],
): Required<Pick<SurgeryCosts, 'macs' | 'attentionScaling'>> => ({
  macs: costs.reduce((sum, cost) => sum + cost.macs, 0),
  attentionScaling: costs.reduce((sum, cost) => sum + cost.attentionScaling, 0),
});

/** Counts a convolution. @param x Shape of the images that it reads. */
export function convolutionCost(conv: ConvDescription, x: readonly number[]): Cost {
  const { kernelSize, strides, dilations, padding, channels, groups, filters } = conv;
  const filter = [...kernelSize, channels / groups, filters];
  const attrs = convAttrs({ groups, strides, dilations, pad: padding }, x, filter);
  return convCost(convGeometry(x, filter, attrs));
}

/** Adds costs. */
export const plus = (...all: readonly SurgeryCosts[]): SurgeryCosts =>
  combined((key) => all.reduce((sum, costs) => sum + (costs[key] ?? Number.NaN), 0));

/** Negates costs. */
export const minus = (costs: SurgeryCosts): SurgeryCosts => combined((key) => -(costs[key] ?? Number.NaN));

/** Computes each cost by itself. One that is unknown, and then NaN, is left out. */
function combined(compute: (key: keyof SurgeryCosts) => number): SurgeryCosts {
  const [macs, attentionScaling] = [compute('macs'), compute('attentionScaling')];
  return {
    parameters: compute('parameters'),
    statistics: compute('statistics'),
    ...(!Number.isNaN(macs) && { macs, attentionScaling }),
  };
}
