/** ShuffleNet (the paper's [54]) with 3 groups, alone, with SE, and with SK convolutions as section 3.2 proposes. */
import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import { SkAveragePool2D } from '../../layers/skAveragePool2D.js';
import { SkChannelShuffle } from '../../layers/skChannelShuffle.js';
import type { BuildOptions } from '../../types.js';
import { convBatchNorm } from '../blocks/convBatchNorm.js';
import { depthwise, type LightSelection, lightSelection } from '../blocks/depthwise.js';
import { type LightBackbone, lightNetwork } from '../blocks/lightNetwork.js';
import { squeezeExcite } from '../blocks/squeezeExcite.js';
import { type UnitPart, unitName } from '../blocks/stackStages.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface ShuffleNetV1Config extends Variant {
  readonly backbone: LightBackbone;
  readonly groups: number;
  /** r of the squeeze and excitation on the residual of a unit, where SENet has it too. */
  readonly reduction?: number;
  /** Settings of the SK convolutions in place of the depthwise ones. */
  readonly selection?: LightSelection;
}

/** 1x for 3 groups. */
const threeGroups: Pick<ShuffleNetV1Config, 'backbone' | 'groups'> = {
  backbone: {
    ...{ stem: 24, pool: true, activation: 'relu' },
    depths: [4, 8, 4],
    outputs: [240, 480, 960],
    widths: [60, 120, 240],
    strides: [2, 2, 2],
  },
  groups: 3,
};

const shufflenetv1Variants = {
  shufflenetv1: {
    description: 'ShuffleNet 1x in 3 groups',
    dataset: 'imagenet',
    ...threeGroups,
  },
  shufflenetv1_se: {
    description: 'ShuffleNet 1x in 3 groups with SE on what each unit adds',
    dataset: 'imagenet',
    ...threeGroups,
    reduction: 16,
  },
  shufflenetv1_sk: {
    description: 'ShuffleNet 1x in 3 groups with SK convolutions',
    dataset: 'imagenet',
    ...threeGroups,
    selection: lightSelection,
  },
} as const satisfies Record<string, ShuffleNetV1Config>;

function shuffleUnit({ groups, reduction, selection }: ShuffleNetV1Config): UnitPart {
  return (x, unit) => {
    const name = unitName(unit);
    const { stage, position, width, output, stride, seed } = unit;
    const begins = stride > 1;
    const reduced = convBatchNorm(x, {
      ...{ name: `${name}/1x1_reduce`, filters: width, kernelSize: 1, relu: true, seed },
      // The stem's channels are too few to divide.
      groups: stage === 2 && position === 1 ? 1 : groups,
    });
    const shuffle = new SkChannelShuffle({ name: `${name}/shuffle`, groups });
    const shuffled = shuffle.apply(reduced) as SymbolicTensor;
    const seen = depthwise(shuffled, unit, { selection, activation: 'linear' });
    const filters = begins ? output - channelsOf(x.shape) : output;
    const increased = convBatchNorm(seen, {
      ...{ name: `${name}/1x1_increase`, filters, kernelSize: 1, groups, relu: false, seed },
    });
    const residual = reduction === undefined ? increased : squeezeExcite(reduction)(increased, unit);
    const joined = begins
      ? layers.concatenate({ name: `${name}/concat`, axis: -1 }).apply([residual, shrunk(x, name)])
      : layers.add({ name: `${name}/add` }).apply([residual, x]);
    return layers.activation({ name: `${name}/relu`, activation: 'relu' }).apply(joined) as SymbolicTensor;
  };
}

function shrunk(x: SymbolicTensor, name: string): SymbolicTensor {
  const pool = new SkAveragePool2D({ name: `${name}/avgpool`, poolSize: 3, strides: 2, padding: 1 });
  return pool.apply(x) as SymbolicTensor;
}

function buildShuffleNetV1(name: string, config: ShuffleNetV1Config, options: BuildOptions): LayersModel {
  const { groups, backbone } = config;
  const parts = { unit: shuffleUnit(config), widthDivisor: groups, divisor: groups };
  return lightNetwork(name, backbone, parts, options);
}

export const shufflenetv1: Family = defineFamily<ShuffleNetV1Config>(
  'shufflenetv1',
  shufflenetv1Variants,
  buildShuffleNetV1,
);
