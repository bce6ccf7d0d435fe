/**
 * Residual attention networks (the paper's [44]), Table 2, as in their authors' network files: in each of three stages a
 * unit and then attention modules, in the last stage three units.
 */
import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../../layers/randomSeed.js';
import type { BuildOptions } from '../../types.js';
import { attentionModule } from '../blocks/attentionModule.js';
import { classifierHead } from '../blocks/classifierHead.js';
import { normAct } from '../blocks/normActConv.js';
import { postActivationUnit } from '../blocks/postActivationUnit.js';
import { preActivationUnit } from '../blocks/preActivationUnit.js';
import { scaleChannels } from '../blocks/scaleChannels.js';
import { photoStem, stem } from '../blocks/stem.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface ResidualAttentionConfig extends Variant {
  /** Attention modules in each of the first three stages. */
  readonly modules: readonly [number, number, number];
  /** Batch norm and ReLU before the convolutions of a unit, or behind them. */
  readonly preActivation: boolean;
  /** Channels in the middle of a unit of the first stage, doubled from stage to stage. */
  readonly width: number;
  readonly groups: number;
}

/** Five halvings and the mask's leave one pixel of 31. */
const photo = { dataset: 'imagenet', smallestInput: 31 } as const;

const residualAttentionVariants = {
  attentionnext56: {
    ...photo,
    description: 'AttentionNeXt-56 (32x4d)',
    paper: {
      source: 'Table 2',
      parameters: '31.9M',
      gflops: '6.32',
      unmatched:
        "Its authors' network file has 31.3M parameters and 6.42 GFLOPs; 31.9M are those of their Attention-56, with ResNet's units.",
    },
    modules: [1, 1, 1],
    preActivation: false,
    width: 128,
    groups: 32,
  },
  attention92: {
    ...photo,
    description: 'Attention-92',
    paper: {
      source: 'Table 2',
      parameters: '51.3M',
      gflops: '10.43',
      unmatched: "Its authors' network file has 52.5M parameters and 10.53 GFLOPs.",
    },
    modules: [1, 2, 3],
    preActivation: true,
    width: 64,
    groups: 1,
  },
} as const satisfies Record<string, ResidualAttentionConfig>;

/** Channels out of the first stage, doubled from stage to stage. */
const firstOutput = 256;

type Unit = (x: SymbolicTensor, name: string) => SymbolicTensor;

function buildResidualAttention(
  name: string,
  { modules, preActivation, groups, ...config }: ResidualAttentionConfig,
  { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 }: BuildOptions,
): LayersModel {
  const scale = (channels: number, divisor?: number): number =>
    scaleChannels(channels, widthMultiplier, divisor);
  const residualUnit = preActivation ? preActivationUnit : postActivationUnit;
  const unitsOf = (stage: number): { first: Unit; next: Unit } => {
    const width = scale(config.width * 2 ** stage, groups);
    const frame = { width, output: scale(firstOutput * 2 ** stage), groups, seed };
    return {
      first: (x, name) => residualUnit(x, { name, ...frame, stride: stage === 0 ? 1 : 2, projects: true }),
      next: (x, name) => residualUnit(x, { name, ...frame, stride: 1, projects: false }),
    };
  };
  const image = input({ shape: [...inputShape], name: 'data' });
  let x = stem(image, { ...photoStem, filters: scale(photoStem.filters) }, seed);
  modules.forEach((count, stage) => {
    const { first, next: unit } = unitsOf(stage);
    x = first(x, `conv${stage + 2}_1`);
    for (let position = 2; position <= count + 1; position++) {
      const name = `conv${stage + 2}_${position}`;
      x = attentionModule(x, { name, halvings: 3 - stage, unit, preActivation, seed });
    }
  });
  const { first, next } = unitsOf(3);
  x = next(next(first(x, 'conv5_1'), 'conv5_2'), 'conv5_3');
  const features = preActivation ? normAct(x, 'norm') : x;
  return model({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}

export const residualAttention: Family = defineFamily<ResidualAttentionConfig>(
  'residualAttention',
  residualAttentionVariants,
  buildResidualAttention,
);
