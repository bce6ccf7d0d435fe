/**
 * ShuffleNetV2 (the paper's [27]), which leads half of the channels past each unit; and the paper's own variants with SE and
 * with SK convolutions. Table 4, Table S1, supplement B.
 */
import { type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import { SkChannelShuffle } from '../../layers/skChannelShuffle.js';
import { SkChannelSlice } from '../../layers/skChannelSlice.js';
import type { BuildOptions } from '../../types.js';
import { convActivation } from '../blocks/convActivation.js';
import { depthwise, type LightSelection, lightSelection } from '../blocks/depthwise.js';
import { type LightBackbone, lightNetwork } from '../blocks/lightNetwork.js';
import { squeezeExcite } from '../blocks/squeezeExcite.js';
import { type Unit, type UnitPart, unitName } from '../blocks/stackStages.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface ShuffleNetV2Config extends Variant {
  /** Its widths: channels of the shortcut, and in the middle of the branch, in the unit that begins a stage. */
  readonly backbone: LightBackbone;
  /** r of the squeeze and excitation behind each shuffle. */
  readonly reduction?: number;
  /** Settings of the SK convolutions in place of all depthwise ones, those on shortcuts included. */
  readonly selection?: LightSelection;
}

const frame = { stem: 24, pool: true, strides: [2, 2, 2], head: 1024, activation: 'relu' } as const;

const half = { ...frame, outputs: [48, 96, 192], widths: [24, 48, 96] } as const;
const whole = { ...frame, outputs: [116, 232, 464], widths: [58, 116, 232] } as const;

/** The original networks, and the paper's: supplement B. */
const backbones = {
  half: { ...half, depths: [4, 8, 4] },
  halfOfPaper: { ...half, depths: [4, 6, 6] },
  whole: { ...whole, depths: [4, 8, 4] },
  /** The first branch keeps the 24 channels that it reads: the only reading that gives Table 4's 140.35 MFLOPs. */
  wholeOfPaper: { ...whole, widths: [24, 116, 232], depths: [4, 6, 6] },
} as const satisfies Record<string, LightBackbone>;

const selectionWith = (activations: LightSelection['activations']): LightSelection => ({
  ...lightSelection,
  activations,
});

const shufflenetv2Variants = {
  shufflenetv2_x0_5: {
    description: 'ShuffleNetV2 0.5x',
    dataset: 'imagenet',
    paper: {
      source: 'Table 4, 0.5x [27]',
      parameters: '1.4M',
      mflops: '41',
      unmatched: 'The 41 MFLOPs are from [27]; this network has 40.48, and 41.50 with batch norms.',
    },
    backbone: backbones.half,
  },
  shufflenetv2_x0_5_466: {
    description: 'ShuffleNetV2 0.5x with 4, 6 and 6 units',
    dataset: 'imagenet',
    paper: { source: 'Table 4, 0.5x (our impl.)', parameters: '1.40M', mflops: '40.39' },
    backbone: backbones.halfOfPaper,
  },
  shufflenetv2_x0_5_466_se: {
    description: 'ShuffleNetV2 0.5x with 4, 6 and 6 units and SE',
    dataset: 'imagenet',
    paper: {
      source: 'Table 4, 0.5x + SE',
      parameters: '1.56M',
      mflops: '40.85',
      unmatched: 'R = 4, which the printed MFLOPs ask for, is 1.54M parameters, and 1.55M with statistics.',
    },
    backbone: backbones.halfOfPaper,
    reduction: 4,
  },
  shufflenetv2_x0_5_466_sk: {
    description: 'ShuffleNetV2 0.5x with 4, 6 and 6 units and SK convolutions',
    dataset: 'imagenet',
    paper: { source: 'Table 4, 0.5x + SK', parameters: '1.48M', mflops: '42.58' },
    backbone: backbones.halfOfPaper,
    selection: lightSelection,
  },
  shufflenetv2_x1_0: {
    description: 'ShuffleNetV2 1.0x',
    dataset: 'imagenet',
    paper: {
      source: 'Table 4, 1.0x [27]',
      parameters: '2.3M',
      mflops: '146',
      unmatched:
        'The 146 MFLOPs are from [27]; this network has 144.91, and 145.81 if its first shortcut keeps 24 channels.',
    },
    backbone: backbones.whole,
  },
  shufflenetv2_x1_0_466: {
    description: 'ShuffleNetV2 1.0x with 4, 6 and 6 units',
    dataset: 'imagenet',
    paper: {
      source: 'Table 4, 1.0x (our impl.)',
      parameters: '2.45M',
      mflops: '140.35',
      unmatched: 'Digits are cut off, not rounded: 140.358 MFLOPs, and 2.458M parameters with statistics.',
    },
    backbone: backbones.wholeOfPaper,
  },
  shufflenetv2_x1_0_466_se: {
    description: 'ShuffleNetV2 1.0x with 4, 6 and 6 units and SE',
    dataset: 'imagenet',
    paper: {
      source: 'Table 4, 1.0x + SE',
      parameters: '2.66M',
      mflops: '141.73',
      unmatched:
        'No r gives both figures; r = 16 is 2.65M parameters, 2.67M with statistics, and 141.34 MFLOPs.',
    },
    backbone: backbones.wholeOfPaper,
    reduction: 16,
  },
  shufflenetv2_x1_0_466_sk: {
    description: 'ShuffleNetV2 1.0x with 4, 6 and 6 units and SK convolutions',
    dataset: 'imagenet',
    paper: {
      source: 'Table 4, 1.0x + SK',
      parameters: '2.63M',
      mflops: '145.66',
      unmatched:
        'No r and L give both figures; those of 0.5x + SK are 2.83M parameters (2.63M may be a misprint) and 145.26 MFLOPs.',
    },
    backbone: backbones.wholeOfPaper,
    selection: lightSelection,
  },
  shufflenetv2_x1_0_466_sk_relu_k3: {
    description: 'ShuffleNetV2 1.0x with SK convolutions, ReLU in the 3x3 path',
    dataset: 'imagenet',
    paper: { source: 'Table S1, row 1' },
    backbone: backbones.wholeOfPaper,
    selection: selectionWith(['relu', 'linear']),
  },
  shufflenetv2_x1_0_466_sk_relu_k5: {
    description: 'ShuffleNetV2 1.0x with SK convolutions, ReLU in the 5x5 path',
    dataset: 'imagenet',
    paper: { source: 'Table S1, row 2' },
    backbone: backbones.wholeOfPaper,
    selection: selectionWith(['linear', 'relu']),
  },
  shufflenetv2_x1_0_466_sk_relu_both: {
    description: 'ShuffleNetV2 1.0x with SK convolutions, ReLU in both paths',
    dataset: 'imagenet',
    paper: { source: 'Table S1, row 4' },
    backbone: backbones.wholeOfPaper,
    selection: selectionWith(['relu', 'relu']),
  },
} as const satisfies Record<string, ShuffleNetV2Config>;

function shuffleUnit({ selection, reduction }: ShuffleNetV2Config): UnitPart {
  return (x, unit) => {
    const name = unitName(unit);
    const { stride, width, output, seed } = unit;
    const begins = stride > 1;
    const [shortcut, read] = begins ? [narrowed(x, unit, selection), x] : halves(x, name);
    const branch = (at: string, from: SymbolicTensor, filters: number): SymbolicTensor =>
      convActivation(from, {
        ...{ name: `${name}/${at}`, filters, kernelSize: 1, activation: 'relu', seed },
      });
    const middle = begins ? width : output / 2;
    const seen = depthwise(branch('1x1_in', read, middle), unit, { selection, activation: 'linear' });
    const changed = branch('1x1_out', seen, begins ? output - width : middle);
    const joined = layers.concatenate({ name: `${name}/concat`, axis: -1 }).apply([shortcut, changed]);
    const shuffle = new SkChannelShuffle({ name: `${name}/shuffle`, groups: 2 });
    const shuffled = shuffle.apply(joined) as SymbolicTensor;
    return reduction === undefined ? shuffled : squeezeExcite(reduction)(shuffled, unit);
  };
}

/** Adds the shortcut of a unit that begins a stage. */
function narrowed(x: SymbolicTensor, unit: Unit, selection: LightSelection | undefined): SymbolicTensor {
  const { width: filters, seed } = unit;
  const seen = depthwise(x, unit, { selection, activation: 'linear', path: 'shortcut' });
  const name = `${unitName(unit)}/shortcut/1x1`;
  return convActivation(seen, { name, filters, kernelSize: 1, activation: 'relu', seed });
}

/** Returns the half that a unit keeps and the half that it changes. */
function halves(x: SymbolicTensor, name: string): [SymbolicTensor, SymbolicTensor] {
  const channels = channelsOf(x.shape);
  const slice = (part: string, from: number, to: number): SymbolicTensor =>
    new SkChannelSlice({ name: `${name}/${part}`, from, to }).apply(x) as SymbolicTensor;
  return [slice('shortcut', 0, channels / 2), slice('branch', channels / 2, channels)];
}

function buildShuffleNetV2(name: string, config: ShuffleNetV2Config, options: BuildOptions): LayersModel {
  return lightNetwork(name, config.backbone, { unit: shuffleUnit(config), divisor: 2 }, options);
}

export const shufflenetv2: Family = defineFamily<ShuffleNetV2Config>(
  'shufflenetv2',
  shufflenetv2Variants,
  buildShuffleNetV2,
);
