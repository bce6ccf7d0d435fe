/** What surgery counts, before and after, as Table 4 does: #P, and multiply-adds for one image. */
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { type Cost, convAttrs, convCost, convGeometry } from 'sk-core';
import type { WeightSpec } from '../../layers/skLayer.js';
import type { ConvDescription } from './convolution.js';

export interface SurgeryCosts {
  /** Learnable: filters, biases, and the scale and shift of batch norms. */
  readonly parameters: number;
  /** Running means and variances of batch norms. */
  readonly statistics: number;
  /** Of convolutions and fully connected layers, for one image; absent where the input has no fixed size. */
  readonly multiplyAdds?: number;
  /** Channel-wise products of attention. With it, `multiplyAdds` is the MFLOPs figure of Table 4. */
  readonly attentionScaling?: number;
}

export function weightCosts(weights: readonly Pick<WeightSpec, 'name' | 'shape'>[]): SurgeryCosts {
  const size = (statistics: boolean): number =>
    weights
      .filter(({ name }) => /(^|\/)moving_(mean|variance)$/.test(name) === statistics)
      .reduce((sum, { shape }) => sum + shape.reduce((n, d) => n * d, 1), 0);
  return { parameters: size(false), statistics: size(true) };
}

export const variableCosts = (variables: readonly LayerVariable[]): SurgeryCosts =>
  weightCosts(variables.map(({ originalName, shape }) => ({ name: originalName, shape: shape as number[] })));

export const multiplications = (
  costs: readonly Cost[],
): Required<Pick<SurgeryCosts, 'multiplyAdds' | 'attentionScaling'>> => ({
  multiplyAdds: costs.reduce((sum, cost) => sum + cost.multiplyAdds, 0),
  attentionScaling: costs.reduce((sum, cost) => sum + cost.attentionScaling, 0),
});

/** @param x Shape of the images that it reads. */
export function convolutionCost(conv: ConvDescription, x: readonly number[]): Cost {
  const { kernelSize, strides, dilations, padding, channels, groups, filters } = conv;
  const filter = [...kernelSize, channels / groups, filters];
  const attrs = convAttrs({ groups, strides, dilations, pad: padding }, x, filter);
  return convCost(convGeometry(x, filter, attrs));
}

export const plus = (...all: readonly SurgeryCosts[]): SurgeryCosts =>
  combined((key) => all.reduce((sum, costs) => sum + (costs[key] ?? Number.NaN), 0));

export const minus = (costs: SurgeryCosts): SurgeryCosts => combined((key) => -(costs[key] ?? Number.NaN));

/** What is unknown in one is unknown in all. */
function combined(of: (key: keyof SurgeryCosts) => number): SurgeryCosts {
  const [multiplyAdds, attentionScaling] = [of('multiplyAdds'), of('attentionScaling')];
  const known = Number.isNaN(multiplyAdds) ? {} : { multiplyAdds, attentionScaling };
  return { parameters: of('parameters'), statistics: of('statistics'), ...known };
}
