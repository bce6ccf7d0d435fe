/** SKNet: ResNeXt with an SK convolution in the middle of each unit. Section 3.2, Table 1. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkConv2D } from '../../layers/skConv2D.js';
import type { BuildOptions } from '../../types.js';
import { residualNetwork } from '../blocks/residualNetwork.js';
import type { UnitPart } from '../blocks/stackStages.js';
import { defineFamily, type Family } from '../family/family.js';
import { backbones } from '../tables/backbones.js';
import { sknetAblations } from '../tables/sknetAblations.js';
import { type SKNetConfig, slim, typical } from '../tables/sknetConfig.js';
import { slimAblations } from '../tables/slimAblations.js';

const sknetVariants = {
  sknet26: {
    description: 'SKNet-26',
    dataset: 'imagenet',
    paper: { source: 'Table S2', parameters: '16.8M' },
    backbone: backbones.layers26,
    ...typical,
  },
  sknet50: {
    description: 'SKNet-50',
    dataset: 'imagenet',
    paper: { source: 'Tables 1, 2, 3, 6, 7, S2', parameters: '27.5M', gflops: '4.47' },
    backbone: backbones.layers50,
    ...typical,
  },
  sknet101: {
    description: 'SKNet-101, with d as equation (4) says',
    dataset: 'imagenet',
    paper: { source: 'Tables 2, S2', parameters: '48.9M', gflops: '8.46' },
    backbone: backbones.layers101,
    ...typical,
  },
  /** The authors' sknet101.prototxt has d = 16 in conv3_x, where equation (4) says 32. */
  'sknet101-released': {
    description: 'SKNet-101, with d as in the weights that the authors released',
    dataset: 'imagenet',
    paper: { source: 'Tables 2, S2', parameters: '48.9M', gflops: '8.46' },
    backbone: backbones.layers101,
    ...typical,
    minWidth: [32, 16, 32, 32],
  },
  /** Supplement D: SK[2, 16, 32], the second kernel 1x1. L = 16 is the reading that gives the 27.7M of Table 5. */
  sknet29: {
    description: 'SKNet-29 for CIFAR',
    dataset: 'cifar',
    paper: { source: 'Table 5', parameters: '27.7M' },
    backbone: backbones.cifar29,
    branches: [
      { kernelSize: 3, groups: 16 },
      { kernelSize: 1, groups: 16 },
    ],
    reduction: 32,
    minWidth: 16,
  },
  sknet_slim: {
    description: 'an SKNet for CIFAR that a laptop can train',
    dataset: 'cifar',
    backbone: backbones.slim,
    ...slim,
  },
  sknet_digits: {
    description: 'an SKNet for 64x64 digits of any size, trained in minutes',
    dataset: 'digits',
    backbone: backbones.digits,
    ...slim,
  },
  ...sknetAblations,
  ...slimAblations,
} as const satisfies Record<string, SKNetConfig>;

function selectiveMiddle({ branches, reduction, minWidth, attention = true }: SKNetConfig): UnitPart {
  return (x, { stage, position, width: filters, stride: strides, seed }) => {
    const layer = new SkConv2D({
      ...{ name: `SK_${stage}_${position}`, filters, branches, reduction, attention, strides, seed },
      minWidth: typeof minWidth === 'number' ? minWidth : minWidth[stage - 2],
    });
    return layer.apply(x) as SymbolicTensor;
  };
}

function buildSKNet(name: string, config: SKNetConfig, options: BuildOptions): LayersModel {
  const groups = Math.max(...config.branches.map((branch) => branch.groups ?? 1));
  return residualNetwork(name, config.backbone, { groups, middle: selectiveMiddle(config) }, options);
}

export const sknet: Family = defineFamily<SKNetConfig>('sknet', sknetVariants, buildSKNet);
