/** DenseNet (the paper's [13]): every unit reads the outputs of all units before it in its block. Table S2. */
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomSeed } from '../../layers/randomSeed.js';
import { channelsOf } from '../../layers/shape.js';
import type { BuildOptions } from '../../types.js';
import { classifierHead } from '../blocks/classifierHead.js';
import { normAct, normActConv } from '../blocks/normActConv.js';
import { pooledStem } from '../blocks/pooledStem.js';
import { scaleChannels } from '../blocks/scaleChannels.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface DenseNetConfig extends Variant {
  /** Channels after the stem. */
  readonly init: number;
  /** k: channels that each unit adds. */
  readonly growth: number;
  /** Units in each block. */
  readonly depths: readonly number[];
}

/** Five halvings leave one pixel of 29. */
const photo = { dataset: 'imagenet', smallestInput: 29 } as const;

const densenetVariants = {
  densenet169: {
    ...photo,
    description: 'DenseNet-169 (k = 32)',
    paper: { source: 'Table S2', parameters: '14.15M' },
    init: 64,
    growth: 32,
    depths: [6, 12, 32, 32],
  },
  densenet201: {
    ...photo,
    description: 'DenseNet-201 (k = 32)',
    paper: { source: 'Table S2', parameters: '20.01M' },
    init: 64,
    growth: 32,
    depths: [6, 12, 48, 32],
  },
  densenet264: {
    ...photo,
    description: 'DenseNet-264 (k = 32)',
    paper: { source: 'Table S2', parameters: '33.34M' },
    init: 64,
    growth: 32,
    depths: [6, 12, 64, 48],
  },
  densenet232_k48: {
    ...photo,
    description: 'DenseNet-232 (k = 48), with the nearest regular list of blocks',
    paper: {
      source: 'Table S2',
      parameters: '55.80M',
      unmatched:
        'No source says how DenseNet-232 divides its units into blocks; {6, 12, 48, 48} comes nearest.',
    },
    init: 96,
    growth: 48,
    depths: [6, 12, 48, 48],
  },
} as const satisfies Record<string, DenseNetConfig>;

function buildDenseNet(name: string, config: DenseNetConfig, options: BuildOptions): LayersModel {
  const { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 } = options;
  const growth = scaleChannels(config.growth, widthMultiplier);
  const image = input({ shape: [...inputShape], name: 'data' });
  let x = pooledStem(image, { filters: scaleChannels(config.init, widthMultiplier), kernelSize: 7 }, seed);
  config.depths.forEach((depth, block) => {
    if (block > 0) x = transition(x, `pool${block + 1}`, seed);
    for (let unit = 1; unit <= depth; unit++) {
      x = denseUnit(x, `conv${block + 2}_${unit}`, growth, seed);
    }
  });
  const probabilities = classifierHead(normAct(x, 'norm'), numClasses, seed);
  return model({ name, inputs: image, outputs: probabilities });
}

/** [N, H, W, C] to [N, H, W, C + growth], over a bottleneck of 4 * growth. */
function denseUnit(x: SymbolicTensor, name: string, growth: number, seed: number): SymbolicTensor {
  const narrow = normActConv(x, { name: `${name}/1x1`, filters: 4 * growth, kernelSize: 1, seed });
  const added = normActConv(narrow, { name: `${name}/3x3`, filters: growth, kernelSize: 3, seed });
  return layers.concatenate({ name: `${name}/concat` }).apply([x, added]) as SymbolicTensor;
}

/** Adds what stands between blocks: half of the channels, half of the pixels each way. */
function transition(x: SymbolicTensor, name: string, seed: number): SymbolicTensor {
  const filters = Math.floor(channelsOf(x.shape) / 2);
  const y = normActConv(x, { name: `${name}/1x1`, filters, kernelSize: 1, seed });
  return layers
    .averagePooling2d({ name: `${name}/average`, poolSize: 2, strides: 2, padding: 'valid' })
    .apply(y) as SymbolicTensor;
}

export const densenet: Family = defineFamily<DenseNetConfig>('densenet', densenetVariants, buildDenseNet);
