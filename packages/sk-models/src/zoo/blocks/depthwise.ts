/**
 * The depthwise part of light networks, between their 1x1 convolutions: a 3x3 convolution, or the SK convolution that the
 * paper puts in its place. Section 3.2, supplement B.
 */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import type { BranchActivation } from '../../layers/skBranch.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { type Activation, activate, convActivation } from './convActivation.js';
import { type Unit, unitName } from './stackStages.js';

/** Settings of an SK convolution that selects between a 3x3 and a 3x3 dilated to the extent of a 5x5, both depthwise. */
export interface LightSelection {
  /** Activations of the two paths, in this order. */
  readonly activations: readonly [BranchActivation, BranchActivation];
  /** r and L of equation (4). */
  readonly reduction: number;
  readonly minWidth: number;
}

/** Supplement B; the activations are Table S1's best, and L = 16 gives the figures of 0.5x + SK in Table 4. */
export const lightSelection: LightSelection = {
  activations: ['linear', 'linear'],
  reduction: 4,
  minWidth: 16,
};

export interface Depthwise {
  /** Undefined for the plain convolution. */
  readonly selection: LightSelection | undefined;
  /** Behind the batch norm, or behind the SK convolution. */
  readonly activation: Activation;
  /** Where it stands in the unit, if not on the main path. */
  readonly path?: 'shortcut';
}

/** Adds a depthwise part at the unit's stride, with as many channels as x. */
export function depthwise(
  x: SymbolicTensor,
  unit: Unit,
  { selection, activation, path }: Depthwise,
): SymbolicTensor {
  const { stage, position, stride: strides, seed } = unit;
  const filters = channelsOf(x.shape);
  if (selection === undefined) {
    const name = `${unitName(unit)}${path === undefined ? '' : `/${path}`}/3x3_depthwise`;
    return convActivation(x, { name, filters, kernelSize: 3, strides, groups: filters, activation, seed });
  }
  const name = `SK_${stage}_${position}${path === undefined ? '' : `_${path}`}`;
  const { activations, reduction, minWidth } = selection;
  const branches = activations.map((pathActivation, m) => ({
    ...{ kernelSize: 3, dilation: m + 1, groups: filters, activation: pathActivation },
  }));
  const layer = new SkConv2D({ name, filters, branches, reduction, minWidth, strides, seed });
  return activate(layer.apply(x) as SymbolicTensor, activation, name);
}
