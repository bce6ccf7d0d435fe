/** ResNeXt (the paper's [47]), the network that SKNet starts from: one grouped 3x3 in the middle of each unit. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Backbone } from '../blocks/backbone.js';
import { type UnitPart, unitName } from '../blocks/bottleneck.js';
import { convBatchNorm } from '../blocks/convBatchNorm.js';
import { residualNetwork } from '../blocks/residualNetwork.js';
import type { BuildOptions, ModelEntry } from '../types.js';
import { backbones } from './backbones.js';
import { familyEntries, type Variant } from './familyEntries.js';

interface ResNeXtConfig extends Variant {
  readonly backbone: Backbone;
  readonly groups: number;
}

const resnextVariants = {
  resnext50: {
    description: 'ResNeXt-50 32x4d',
    dataset: 'imagenet',
    paper: { source: 'Table 1, Table 2', parameters: '25.0M', gflops: '4.24' },
    backbone: backbones.layers50,
    groups: 32,
  },
  resnext101: {
    description: 'ResNeXt-101 32x4d',
    dataset: 'imagenet',
    paper: { source: 'Table 2', parameters: '44.3M', gflops: '7.99' },
    backbone: backbones.layers101,
    groups: 32,
  },
  resnext29_16x32d: {
    description: 'ResNeXt-29 16x32d for CIFAR',
    dataset: 'cifar',
    paper: { source: 'Table 5', parameters: '25.2M' },
    backbone: backbones.cifar29,
    groups: 16,
  },
  resnext29_8x64d: {
    description: 'ResNeXt-29 8x64d for CIFAR',
    dataset: 'cifar',
    paper: { source: 'Table 5', parameters: '34.4M' },
    backbone: backbones.cifar29,
    groups: 8,
  },
  resnext_slim: {
    description: 'a ResNeXt for CIFAR that a laptop can train',
    dataset: 'cifar',
    backbone: backbones.slim,
    groups: 4,
  },
} as const satisfies Record<string, ResNeXtConfig>;

/** The grouped 3x3 that ResNeXt and SENet have where SKNet selects kernels. */
export function groupedMiddle(groups: number): UnitPart {
  return (x, unit) => {
    const name = `${unitName(unit)}/3x3g${groups}`;
    const { width: filters, stride: strides, seed } = unit;
    return convBatchNorm(x, { name, filters, kernelSize: 3, strides, groups, relu: true, seed });
  };
}

function buildResNeXt(name: string, { backbone, groups }: ResNeXtConfig, options: BuildOptions): LayersModel {
  return residualNetwork(name, backbone, { groups, middle: groupedMiddle(groups) }, options);
}

export const resnextEntries: readonly ModelEntry[] = familyEntries<ResNeXtConfig>(
  'resnext',
  resnextVariants,
  buildResNeXt,
);
