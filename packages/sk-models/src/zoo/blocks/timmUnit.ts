/**
 * The residual units of timm (PyTorch). Layers have the names of timm's modules with '/' for '.', so that its weights can be
 * read: layer1/0/conv2 is the second convolution of the first unit of the first stage.
 */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import { SkAveragePool2D } from '../../layers/skAveragePool2D.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { SkSqueezeExcite } from '../../layers/skSqueezeExcite.js';
import { convBatchNorm } from './convBatchNorm.js';
import type { Unit } from './stackStages.js';
import { timmMomentum } from './timmStem.js';

export interface TimmUnit {
  /** `basic` is two 3x3; `bottleneck` is 1x1, 3x3, 1x1. The first 3x3 has the stride. */
  readonly block: 'basic' | 'bottleneck';
  readonly groups: number;
  /** Selects kernels in the first 3x3. */
  readonly selective?: Selective;
  /** r of a squeeze and excitation before the addition. */
  readonly squeezeExcite?: number;
  /** Averages 2x2 pixels before the projection, which then has no stride, as in ResNet-D. */
  readonly averageDown?: boolean;
}

interface Selective {
  /** Each kernel reads its half of the channels. */
  readonly splitInput: boolean;
  readonly reduction: number;
  readonly minWidth: number;
}

export function timmUnit(x: SymbolicTensor, unit: Unit, settings: TimmUnit): SymbolicTensor {
  const residual = (settings.block === 'basic' ? basic : bottleneck)(x, unit, settings);
  const addends = [recalibrate(residual, unit, settings), shortcut(x, unit, settings)];
  const name = unitName(unit);
  const sum = layers.add({ name: `${name}/add` }).apply(addends);
  return layers.activation({ name: `${name}/act`, activation: 'relu' }).apply(sum) as SymbolicTensor;
}

const unitName = ({ stage, position }: Unit): string => `layer${stage - 1}/${position - 1}`;

function basic(x: SymbolicTensor, unit: Unit, settings: TimmUnit): SymbolicTensor {
  const y = middle(x, unit, settings, 1);
  return plainConv(y, unit, settings, 2, { kernelSize: 3, filters: unit.output, relu: false });
}

function bottleneck(x: SymbolicTensor, unit: Unit, settings: TimmUnit): SymbolicTensor {
  const reduced = plainConv(x, unit, settings, 1, { kernelSize: 1, filters: unit.width, relu: true });
  const y = middle(reduced, unit, settings, 2);
  return plainConv(y, unit, settings, 3, { kernelSize: 1, filters: unit.output, relu: false });
}

interface PlainConv {
  readonly kernelSize: number;
  readonly filters: number;
  readonly relu: boolean;
  readonly strides?: number;
  readonly groups?: number;
}

/** Adds the k-th convolution and its batch norm. In units that select kernels timm has a module around the two. */
function plainConv(
  x: SymbolicTensor,
  unit: Unit,
  { selective }: TimmUnit,
  k: number,
  args: PlainConv,
): SymbolicTensor {
  const conv = `${unitName(unit)}/conv${k}`;
  const names =
    selective === undefined
      ? { name: conv, normName: `${unitName(unit)}/bn${k}` }
      : { name: `${conv}/conv`, normName: `${conv}/bn` };
  return convBatchNorm(x, { ...names, ...args, momentum: timmMomentum, seed: unit.seed });
}

/** Adds the 3x3 that has the stride: a convolution, or a choice between two, the second dilated by 2. */
function middle(x: SymbolicTensor, unit: Unit, settings: TimmUnit, k: number): SymbolicTensor {
  const { groups, selective } = settings;
  const { width: filters, stride: strides, seed } = unit;
  if (selective === undefined) {
    return plainConv(x, unit, settings, k, { kernelSize: 3, filters, strides, groups, relu: true });
  }
  const layer = new SkConv2D({
    ...{ name: `${unitName(unit)}/conv${k}`, filters, strides, seed, ...selective },
    branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups })),
    momentum: timmMomentum,
  });
  return layer.apply(x) as SymbolicTensor;
}

function recalibrate(x: SymbolicTensor, unit: Unit, { squeezeExcite }: TimmUnit): SymbolicTensor {
  if (squeezeExcite === undefined) return x;
  const name = `${unitName(unit)}/se`;
  return new SkSqueezeExcite({ name, reduction: squeezeExcite, seed: unit.seed }).apply(x) as SymbolicTensor;
}

/** Adds a projection where the unit changes the shape. */
function shortcut(x: SymbolicTensor, unit: Unit, { averageDown = false }: TimmUnit): SymbolicTensor {
  const { output: filters, stride, seed } = unit;
  if (stride === 1 && channelsOf(x.shape) === filters) return x;
  const name = `${unitName(unit)}/downsample`;
  const project = { filters, kernelSize: 1, relu: false, momentum: timmMomentum, seed } as const;
  if (!averageDown) {
    return convBatchNorm(x, { ...project, name: `${name}/0`, normName: `${name}/1`, strides: stride });
  }
  const pooled = stride === 1 ? x : averagePool(x, `${name}/0`, stride);
  return convBatchNorm(pooled, { ...project, name: `${name}/1`, normName: `${name}/2` });
}

function averagePool(x: SymbolicTensor, name: string, poolSize: number): SymbolicTensor {
  const pool = new SkAveragePool2D({ name, poolSize, ceil: true, countIncludePad: false });
  return pool.apply(x) as SymbolicTensor;
}
