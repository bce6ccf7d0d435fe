/**
 * Residual networks of timm, the PyTorch library that trained weights come from: its sk* models, and the two that they are
 * compared with. skresnext50_32x4d is SKNet-50 with PyTorch's max pool; the others are not in the paper. Layers have timm's
 * names. Initial weights are those of this package, not timm's.
 */
import { input, type LayersModel, model } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../../layers/randomSeed.js';
import type { BuildOptions } from '../../types.js';
import { type Backbone, scaleBackbone } from '../blocks/backbone.js';
import { classifierHead } from '../blocks/classifierHead.js';
import { stackStages } from '../blocks/stackStages.js';
import { timmStem } from '../blocks/timmStem.js';
import { type TimmUnit, timmUnit } from '../blocks/timmUnit.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';
import { backbones } from '../tables/backbones.js';

interface TimmConfig extends Variant, TimmUnit {
  readonly backbone: Backbone;
  /** Three 3x3 in place of the stem's 7x7. */
  readonly deepStem?: boolean;
}

const basic = { block: 'basic', groups: 1 } as const;
const bottleneck = { block: 'bottleneck', groups: 1 } as const;
const resnext50 = { block: 'bottleneck', groups: 32, backbone: backbones.layers50 } as const;

const timmVariants = {
  skresnet18: {
    description: "timm's SK-ResNet-18, each kernel on half of the channels",
    dataset: 'imagenetBicubic',
    backbone: backbones.resnet18,
    ...basic,
    selective: { splitInput: true, reduction: 8, minWidth: 16 },
  },
  skresnet34: {
    description: "timm's SK-ResNet-34, each kernel on half of the channels",
    dataset: 'imagenetBicubic',
    backbone: backbones.resnet34,
    ...basic,
    selective: { splitInput: true, reduction: 8, minWidth: 16 },
  },
  skresnet50: {
    description: "timm's SK-ResNet-50, each kernel on half of the channels",
    dataset: 'imagenetBicubic',
    backbone: backbones.resnet50,
    ...bottleneck,
    selective: { splitInput: true, reduction: 16, minWidth: 8 },
  },
  skresnet50d: {
    description: "timm's SK-ResNet-50-D: a stem of three 3x3, averages before projections",
    dataset: 'imagenetBicubic',
    backbone: backbones.resnet50,
    ...bottleneck,
    selective: { splitInput: true, reduction: 16, minWidth: 8 },
    deepStem: true,
    averageDown: true,
  },
  skresnext50_32x4d: {
    description: "timm's SK-ResNeXt-50 32x4d: SKNet-50 with PyTorch's max pool",
    dataset: 'imagenetBicubic',
    ...resnext50,
    selective: { splitInput: false, reduction: 16, minWidth: 32 },
  },
  resnext50_32x4d: {
    description: "timm's ResNeXt-50 32x4d",
    dataset: 'imagenetBicubic',
    ...resnext50,
  },
  seresnext50_32x4d: {
    description: "timm's SE-ResNeXt-50 32x4d",
    dataset: 'imagenetBicubic',
    ...resnext50,
    squeezeExcite: 16,
  },
} as const satisfies Record<string, TimmConfig>;

function buildTimm(
  name: string,
  config: TimmConfig,
  { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }: BuildOptions,
): LayersModel {
  // Branches that read halves need an even number of channels.
  const halves = config.selective?.splitInput === true ? 2 : 1;
  const divisor = Math.max(config.groups, halves);
  const backbone = scaleBackbone(config.backbone, widthMultiplier, divisor, halves);
  const image = input({ shape: [...inputShape], name: 'data' });
  const stem = timmStem(image, backbone.stem.filters, config.deepStem === true, seed);
  const features = stackStages(stem, backbone, seed, (x, unit) => timmUnit(x, unit, config));
  return model({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}

export const timm: Family = defineFamily<TimmConfig>('timm', timmVariants, buildTimm);
