/** The residual unit with batch norm and ReLU before each convolution (He et al. 2016), a bottleneck of three. */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { normAct, normActConv, plainConv } from './normActConv.js';

export interface ResidualUnit {
  readonly name: string;
  /** Channels in the middle, and at the end of the unit. */
  readonly width: number;
  readonly output: number;
  readonly stride: number;
  /** Groups of the 3x3 in the middle; ResNeXt has more than 1. */
  readonly groups: number;
  /** A 1x1 convolution on the shortcut, for units that change the shape. */
  readonly projects: boolean;
  readonly seed: number;
}

/** [N, H, W, C] to [N, H / stride, W / stride, output]. */
export function preActivationUnit(x: SymbolicTensor, unit: ResidualUnit): SymbolicTensor {
  const { name, width, output, stride: strides, groups, projects, seed } = unit;
  const active = normAct(x, `${name}/1x1_reduce/norm`);
  const reduced = plainConv(active, { name: `${name}/1x1_reduce`, filters: width, kernelSize: 1, seed });
  const middle = normActConv(reduced, {
    ...{ name: `${name}/3x3`, filters: width, kernelSize: 3, strides, groups, seed },
  });
  const residual = normActConv(middle, {
    ...{ name: `${name}/1x1_increase`, filters: output, kernelSize: 1, seed },
  });
  const shortcut = projects
    ? plainConv(active, { name: `${name}/1x1_proj`, filters: output, kernelSize: 1, strides, seed })
    : x;
  return layers.add({ name: `${name}/add` }).apply([residual, shortcut]) as SymbolicTensor;
}
