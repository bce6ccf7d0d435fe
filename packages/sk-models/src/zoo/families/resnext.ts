/**
 * ResNeXt (the paper's [47]), the network that SKNet starts from: one grouped 3x3 in the middle of each unit. Table 3 makes
 * it as costly as SKNet-50 in three ways; Table 2 adds the attention of BAM (the paper's [32]) and of CBAM ([45]).
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkBam } from '../../layers/skBam.js';
import { SkCbam } from '../../layers/skCbam.js';
import type { BuildOptions } from '../../types.js';
import type { Backbone } from '../blocks/backbone.js';
import { groupedMiddle } from '../blocks/groupedMiddle.js';
import { type NetworkParts, residualNetwork } from '../blocks/residualNetwork.js';
import { type Unit, unitName } from '../blocks/stackStages.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';
import { backbones } from '../tables/backbones.js';

interface ResNeXtConfig extends Variant {
  readonly backbone: Backbone;
  readonly groups: number;
  readonly attention?: keyof typeof attentions;
}

const resnextVariants = {
  resnext50: {
    description: 'ResNeXt-50 32x4d',
    dataset: 'imagenet',
    paper: {
      source: 'Tables 1, 2, 3, 7, S2',
      parameters: ['25.0M', '25.00M'],
      gflops: '4.24',
      unmatched:
        "Table S2's 25.00M is 25.0M with a digit that no count has: 25.03M, or 25.10M with statistics.",
    },
    backbone: backbones.layers50,
    groups: 32,
  },
  resnext101: {
    description: 'ResNeXt-101 32x4d',
    dataset: 'imagenet',
    paper: {
      source: 'Tables 2, S2',
      parameters: ['44.3M', '44.30M'],
      gflops: '7.99',
      unmatched:
        "Table S2's 44.30M is 44.3M with a digit that no count has: 44.18M, or 44.32M with statistics.",
    },
    backbone: backbones.layers101,
    groups: 32,
  },
  resnext50_wider: {
    description: 'ResNeXt-50 with a sixteenth more channels in its units',
    dataset: 'imagenet',
    paper: { source: 'Table 3', parameters: '28.1M', gflops: '4.74' },
    backbone: backbones.layers50Wider,
    groups: 34,
  },
  /** Section 4.1 calls it ResNeXt-53; Table 3 and the counts say 56. */
  resnext56_deeper: {
    description: 'ResNeXt-50 with two more units in its stage of 14x14 pixels',
    dataset: 'imagenet',
    paper: { source: 'Table 3', parameters: '27.3M', gflops: '4.67' },
    backbone: backbones.layers56,
    groups: 32,
  },
  resnext50_36x4d: {
    description: 'ResNeXt-50 36x4d',
    dataset: 'imagenet',
    paper: { source: 'Table 3', parameters: '27.6M', gflops: '4.70' },
    backbone: backbones.layers50x36,
    groups: 36,
  },
  resnext50_bam: {
    description: 'ResNeXt-50 32x4d with BAM',
    dataset: 'imagenet',
    paper: { source: 'Table 2', parameters: '25.4M', gflops: '4.31' },
    backbone: backbones.layers50,
    groups: 32,
    attention: 'bam',
  },
  resnext101_bam: {
    description: 'ResNeXt-101 32x4d with BAM',
    dataset: 'imagenet',
    paper: {
      ...{ source: 'Table 2', parameters: '44.6M', gflops: '8.05' },
      unmatched: '44.54M parameters round to 44.5M, and the 44.68M with statistics to 44.7M.',
    },
    backbone: backbones.layers101,
    groups: 32,
    attention: 'bam',
  },
  resnext50_cbam: {
    description: 'ResNeXt-50 32x4d with CBAM',
    dataset: 'imagenet',
    paper: {
      ...{ source: 'Table 2', parameters: '27.7M', gflops: '4.25' },
      unmatched: 'r = 16 in each unit is 27.56M parameters, and 27.63M with statistics.',
    },
    backbone: backbones.layers50,
    groups: 32,
    attention: 'cbam',
  },
  resnext101_cbam: {
    description: 'ResNeXt-101 32x4d with CBAM',
    dataset: 'imagenet',
    paper: {
      ...{ source: 'Table 2', parameters: '49.2M', gflops: '8.00' },
      unmatched: 'r = 16 in each unit is 48.96M parameters, and 49.10M with statistics.',
    },
    backbone: backbones.layers101,
    groups: 32,
    attention: 'cbam',
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
  resnext29_16x64d: {
    description: 'ResNeXt-29 16x64d for CIFAR',
    dataset: 'cifar',
    paper: {
      ...{ source: 'Table 5', parameters: '68.1M' },
      unmatched: '68,155,210 parameters for CIFAR-10 are 68.1M cut off, but 68.2M rounded.',
    },
    backbone: backbones.cifar29Wide,
    groups: 16,
  },
  resnext_slim: {
    description: 'a ResNeXt for CIFAR that a laptop can train',
    dataset: 'cifar',
    backbone: backbones.slim,
    groups: 4,
  },
  resnext_slim_wider: {
    description: 'resnext_slim with an eighth more channels in its units, the work of sknet_slim',
    dataset: 'cifar',
    backbone: backbones.slimWider,
    groups: 4,
  },
  resnext_slim_deeper: {
    description: 'resnext_slim with two more units in its stage of 8x8 pixels, the work of sknet_slim',
    dataset: 'cifar',
    backbone: backbones.slimDeeper,
    groups: 4,
  },
  resnext_slim_5x8d: {
    description: 'resnext_slim with 5 groups in place of 4, the work of sknet_slim',
    dataset: 'cifar',
    backbone: backbones.slim5x8,
    groups: 5,
  },
} as const satisfies Record<string, ResNeXtConfig>;

/** The place of each attention in a network. */
const attentions = {
  bam: { betweenStages: bamBehindStage },
  cbam: { recalibrate: cbamInUnit },
} satisfies Record<string, Partial<NetworkParts>>;

function bamBehindStage(x: SymbolicTensor, { stage, seed }: Unit): SymbolicTensor {
  return new SkBam({ name: `conv${stage}_x/bam`, seed }).apply(x) as SymbolicTensor;
}

function cbamInUnit(x: SymbolicTensor, unit: Unit): SymbolicTensor {
  return new SkCbam({ name: `${unitName(unit)}/cbam`, seed: unit.seed }).apply(x) as SymbolicTensor;
}

function buildResNeXt(name: string, config: ResNeXtConfig, options: BuildOptions): LayersModel {
  const { backbone, groups, attention } = config;
  const parts = { groups, middle: groupedMiddle(groups), ...(attention && attentions[attention]) };
  return residualNetwork(name, backbone, parts, options);
}

export const resnext: Family = defineFamily<ResNeXtConfig>('resnext', resnextVariants, buildResNeXt);
