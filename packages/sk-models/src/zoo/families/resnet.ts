/** ResNet (the paper's [9]): a dense 3x3 in the middle of each unit. Rows of Table S2. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BuildOptions } from '../../types.js';
import type { Backbone } from '../blocks/backbone.js';
import { groupedMiddle } from '../blocks/groupedMiddle.js';
import { residualNetwork } from '../blocks/residualNetwork.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';
import { backbones } from '../tables/backbones.js';

interface ResNetConfig extends Variant {
  readonly backbone: Backbone;
}

const resnetVariants = {
  resnet50: {
    description: 'ResNet-50',
    dataset: 'imagenet',
    paper: { source: 'Table S2', parameters: '25.56M' },
    backbone: backbones.resnet50,
  },
  resnet101: {
    description: 'ResNet-101',
    dataset: 'imagenet',
    paper: { source: 'Table S2', parameters: '44.55M' },
    backbone: backbones.resnet101,
  },
  resnet152: {
    description: 'ResNet-152',
    dataset: 'imagenet',
    paper: { source: 'Table S2', parameters: '60.19M' },
    backbone: backbones.resnet152,
  },
} as const satisfies Record<string, ResNetConfig>;

function buildResNet(name: string, { backbone }: ResNetConfig, options: BuildOptions): LayersModel {
  return residualNetwork(name, backbone, { groups: 1, middle: groupedMiddle(1) }, options);
}

export const resnet: Family = defineFamily<ResNetConfig>('resnet', resnetVariants, buildResNet);
