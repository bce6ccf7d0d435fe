/** SENet on ResNeXt (the paper's [12]): squeeze and excitation on the output of each unit, before the addition. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BuildOptions } from '../../types.js';
import type { Backbone } from '../blocks/backbone.js';
import { groupedMiddle } from '../blocks/groupedMiddle.js';
import { residualNetwork } from '../blocks/residualNetwork.js';
import { squeezeExcite } from '../blocks/squeezeExcite.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';
import { backbones } from '../tables/backbones.js';

interface SENetConfig extends Variant {
  readonly backbone: Backbone;
  readonly groups: number;
  /** r. */
  readonly reduction: number;
}

const senetVariants = {
  senet50: {
    description: 'SENet-50 on ResNeXt-50 32x4d',
    dataset: 'imagenet',
    paper: {
      ...{ source: 'Tables 1, 2, S2', parameters: '27.7M', gflops: '4.25' },
      unmatched: 'r = 16 on each unit, as Table 1 has it, is 27.56M parameters, and 27.63M with statistics.',
    },
    backbone: backbones.layers50,
    groups: 32,
    reduction: 16,
  },
  senet101: {
    description: 'SENet-101 on ResNeXt-101 32x4d',
    dataset: 'imagenet',
    paper: {
      ...{ source: 'Tables 2, S2', parameters: '49.2M', gflops: '8.00' },
      unmatched: 'r = 16 on each unit, as Table 1 has it, is 48.96M parameters, and 49.09M with statistics.',
    },
    backbone: backbones.layers101,
    groups: 32,
    reduction: 16,
  },
  /** The paper says 16x32d, but only 8x64d gives the 35.0M parameters that it prints. */
  senet29: {
    description: 'SENet-29 on ResNeXt-29 8x64d for CIFAR',
    dataset: 'cifar',
    paper: { source: 'Table 5', parameters: '35.0M' },
    backbone: backbones.cifar29,
    groups: 8,
    reduction: 16,
  },
  senet_slim: {
    description: 'an SENet for CIFAR that a laptop can train',
    dataset: 'cifar',
    backbone: backbones.slim,
    groups: 4,
    reduction: 16,
  },
} as const satisfies Record<string, SENetConfig>;

function buildSENet(
  name: string,
  { backbone, groups, reduction }: SENetConfig,
  options: BuildOptions,
): LayersModel {
  const parts = { groups, middle: groupedMiddle(groups), recalibrate: squeezeExcite(reduction) };
  return residualNetwork(name, backbone, parts, options);
}

export const senet: Family = defineFamily<SENetConfig>('senet', senetVariants, buildSENet);
