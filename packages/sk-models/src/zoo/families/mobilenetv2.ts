/**
 * MobileNetV2 (the paper's [36]): units widen, convolve depthwise, narrow, and add where they begin no stage; alone, with
 * SE, and with SK convolutions as section 3.2 proposes.
 */
import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import type { BuildOptions } from '../../types.js';
import { convActivation } from '../blocks/convActivation.js';
import { depthwise, type LightSelection, lightSelection } from '../blocks/depthwise.js';
import { type LightBackbone, lightNetwork } from '../blocks/lightNetwork.js';
import { squeezeExcite } from '../blocks/squeezeExcite.js';
import { type UnitPart, unitName } from '../blocks/stackStages.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface MobileNetV2Config extends Variant {
  /** r of the squeeze and excitation behind each depthwise convolution, where a unit is widest. */
  readonly reduction?: number;
  /** Settings of the SK convolutions in place of the depthwise ones. */
  readonly selection?: LightSelection;
}

/** Table 2 of [36]. */
const backbone: LightBackbone = {
  ...{ stem: 32, pool: false, head: 1280, activation: 'relu6' },
  depths: [1, 2, 3, 4, 3, 3, 1],
  outputs: [16, 24, 32, 64, 96, 160, 320],
  strides: [1, 2, 2, 2, 1, 2, 1],
};

/** t of the same table, but for the first unit, which does not widen. */
const expansion = 6;

const mobilenetv2Variants = {
  mobilenet_v2: {
    description: 'MobileNetV2 1.0',
    dataset: 'imagenet',
  },
  mobilenet_v2_se: {
    description: 'MobileNetV2 1.0 with SE behind each depthwise convolution',
    dataset: 'imagenet',
    reduction: 16,
  },
  mobilenet_v2_sk: {
    description: 'MobileNetV2 1.0 with SK convolutions',
    dataset: 'imagenet',
    selection: lightSelection,
  },
} as const satisfies Record<string, MobileNetV2Config>;

function invertedResidual({ reduction, selection }: MobileNetV2Config): UnitPart {
  return (x, unit) => {
    const name = unitName(unit);
    const { stage, position, output, seed } = unit;
    const conv = (at: string, from: SymbolicTensor, filters: number, activation: 'relu6' | 'linear') =>
      convActivation(from, { name: `${name}/${at}`, filters, kernelSize: 1, activation, seed });
    const widened = stage === 2 ? x : conv('1x1_expand', x, expansion * channelsOf(x.shape), 'relu6');
    const seen = depthwise(widened, unit, { selection, activation: 'relu6' });
    const scaled = reduction === undefined ? seen : squeezeExcite(reduction)(seen, unit);
    const narrowed = conv('1x1_project', scaled, output, 'linear');
    if (position === 1) return narrowed;
    return layers.add({ name: `${name}/add` }).apply([narrowed, x]) as SymbolicTensor;
  };
}

function buildMobileNetV2(name: string, config: MobileNetV2Config, options: BuildOptions): LayersModel {
  return lightNetwork(name, backbone, { unit: invertedResidual(config) }, options);
}

export const mobilenetv2: Family = defineFamily<MobileNetV2Config>(
  'mobilenetv2',
  mobilenetv2Variants,
  buildMobileNetV2,
);
