/**
 * MobileNet (the paper's [11]): 3x3 depthwise, then 1x1, nothing else; alone, with SE, and with SK convolutions as section
 * 3.2 proposes. ReLU is what [11] writes; the ReLU6 of its authors' program prepares for 8-bit arithmetic.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BuildOptions } from '../../types.js';
import { convBatchNorm } from '../blocks/convBatchNorm.js';
import { depthwise, type LightSelection, lightSelection } from '../blocks/depthwise.js';
import { type LightBackbone, lightNetwork } from '../blocks/lightNetwork.js';
import { squeezeExcite } from '../blocks/squeezeExcite.js';
import { type UnitPart, unitName } from '../blocks/stackStages.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface MobileNetV1Config extends Variant {
  /** r of the squeeze and excitation between the two convolutions of a unit: it scales the channels that the 1x1 mixes. */
  readonly reduction?: number;
  /** Settings of the SK convolutions in place of the depthwise ones. */
  readonly selection?: LightSelection;
}

const backbone: LightBackbone = {
  ...{ stem: 32, pool: false, activation: 'relu' },
  depths: [1, 2, 2, 6, 2],
  outputs: [64, 128, 256, 512, 1024],
  strides: [1, 2, 2, 2, 2],
};

const mobilenetv1Variants = {
  mobilenet_v1: {
    description: 'MobileNet 1.0',
    dataset: 'imagenet',
  },
  mobilenet_v1_se: {
    description: 'MobileNet 1.0 with SE behind each depthwise convolution',
    dataset: 'imagenet',
    reduction: 16,
  },
  mobilenet_v1_sk: {
    description: 'MobileNet 1.0 with SK convolutions',
    dataset: 'imagenet',
    selection: lightSelection,
  },
} as const satisfies Record<string, MobileNetV1Config>;

function separableUnit({ reduction, selection }: MobileNetV1Config): UnitPart {
  return (x, unit) => {
    const seen = depthwise(x, unit, { selection, activation: 'relu' });
    const scaled = reduction === undefined ? seen : squeezeExcite(reduction)(seen, unit);
    const { output: filters, seed } = unit;
    const name = `${unitName(unit)}/1x1`;
    return convBatchNorm(scaled, { name, filters, kernelSize: 1, relu: true, seed });
  };
}

function buildMobileNetV1(name: string, config: MobileNetV1Config, options: BuildOptions): LayersModel {
  return lightNetwork(name, backbone, { unit: separableUnit(config) }, options);
}

export const mobilenetv1: Family = defineFamily<MobileNetV1Config>(
  'mobilenetv1',
  mobilenetv1Variants,
  buildMobileNetV1,
);
