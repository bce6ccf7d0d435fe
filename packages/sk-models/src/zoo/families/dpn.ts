/**
 * Dual path networks (the paper's [5]): each unit adds to a residual path, as ResNeXt, and appends to a dense one, as
 * DenseNet. Tables 2 and S2; sizes and the epsilon of 1e-3 from the authors' network files.
 */
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { randomSeed } from '../../layers/randomSeed.js';
import type { BuildOptions } from '../../types.js';
import { classifierHead } from '../blocks/classifierHead.js';
import { normAct, normActConv, plainConv } from '../blocks/normActConv.js';
import { type PooledStem, pooledStem } from '../blocks/pooledStem.js';
import { scaleChannels } from '../blocks/scaleChannels.js';
import { defineFamily, type Family, type Variant } from '../family/family.js';

interface DpnConfig extends Variant {
  readonly stem: Pick<PooledStem, 'filters' | 'kernelSize'>;
  readonly depths: readonly number[];
  readonly groups: number;
  /** Channels of the grouped 3x3 and of the residual path in the first stage; they double from stage to stage. */
  readonly width: number;
  readonly residual: number;
  /** Channels that each unit of a stage appends to the dense path. */
  readonly growths: readonly number[];
}

const dpnVariants = {
  dpn68: {
    description: 'DPN-68 (32x4d)',
    dataset: 'imagenet',
    paper: { source: 'Table S2', parameters: '12.61M' },
    stem: { filters: 10, kernelSize: 3 },
    depths: [3, 4, 12, 3],
    groups: 32,
    width: 128,
    residual: 64,
    growths: [16, 32, 32, 64],
  },
  dpn92: {
    description: 'DPN-92 (32x3d)',
    dataset: 'imagenet',
    paper: { source: 'Table 2, Table S2', parameters: ['37.7M', '37.67M'], gflops: '6.50' },
    stem: { filters: 64, kernelSize: 7 },
    depths: [3, 4, 20, 3],
    groups: 32,
    width: 96,
    residual: 256,
    growths: [16, 32, 24, 128],
  },
  /** Table S2 says 32x4d; only the 40 groups of the authors' network give its parameters. */
  dpn98: {
    description: 'DPN-98 (40x4d)',
    dataset: 'imagenet',
    paper: { source: 'Table 2, Table S2', parameters: ['61.6M', '61.57M'], gflops: '11.70' },
    stem: { filters: 96, kernelSize: 7 },
    depths: [3, 6, 20, 3],
    groups: 40,
    width: 160,
    residual: 256,
    growths: [16, 32, 32, 128],
  },
} as const satisfies Record<string, DpnConfig>;

const epsilon = 1e-3;

function buildDpn(name: string, config: DpnConfig, options: BuildOptions): LayersModel {
  const { inputShape, numClasses, seed = randomSeed(), widthMultiplier = 1 } = options;
  const { stem, depths, groups } = config;
  const scale = (channels: number, divisor?: number): number =>
    scaleChannels(channels, widthMultiplier, divisor);
  const image = input({ shape: [...inputShape], name: 'data' });
  let paths: Paths = [pooledStem(image, { ...stem, filters: scale(stem.filters), epsilon }, seed)];
  depths.forEach((depth, s) => {
    const width = scale(config.width * 2 ** s, groups);
    const residual = scale(config.residual * 2 ** s);
    const growth = scale(elementAt(config.growths, s));
    for (let position = 1; position <= depth; position++) {
      const isFirst = position === 1;
      const stride = isFirst && s > 0 ? 2 : 1;
      const unit = { name: `conv${s + 2}_${position}`, isFirst, stride, groups, width, residual, growth };
      paths = dualPathUnit(paths, { ...unit, seed });
    }
  });
  const features = normAct(join(paths, 'concat'), 'norm', epsilon);
  return model({ name, inputs: image, outputs: classifierHead(features, numClasses, seed) });
}

/** The residual path, and after it the pieces of the dense path; one tensor before the first unit. */
type Paths = readonly [SymbolicTensor, ...SymbolicTensor[]];

interface DualPathUnit {
  readonly name: string;
  /** Whether it begins a stage: then both paths are projections of the stage before. */
  readonly isFirst: boolean;
  readonly stride: number;
  readonly groups: number;
  readonly width: number;
  readonly residual: number;
  readonly growth: number;
  readonly seed: number;
}

/**
 * Adds a unit. The authors cut the output of one convolution into the shares of both paths. Here each path has a convolution
 * of its own, which gives the same numbers without the copies.
 */
function dualPathUnit(paths: Paths, unit: DualPathUnit): Paths {
  const { name, stride: strides, groups, width: filters, residual, growth, seed } = unit;
  const x = join(paths, `${name}/concat`);
  const [kept, ...dense] = unit.isFirst ? project(x, unit) : paths;
  const reduced = normActConv(x, { name: `${name}/1x1_a`, filters, kernelSize: 1, epsilon, seed });
  const middle = { name: `${name}/3x3_b`, filters, kernelSize: 3, strides, groups, epsilon, seed };
  const y = normAct(normActConv(reduced, middle), `${name}/1x1_c/norm`, epsilon);
  const added = plainConv(y, { name: `${name}/1x1_c1`, filters: residual, kernelSize: 1, seed });
  const appended = plainConv(y, { name: `${name}/1x1_c2`, filters: growth, kernelSize: 1, seed });
  const sum = layers.add({ name: `${name}/add` }).apply([kept, added]) as SymbolicTensor;
  return [sum, ...dense, appended];
}

function project(x: SymbolicTensor, { name, stride, residual, growth, seed }: DualPathUnit): Paths {
  const y = normAct(x, `${name}/1x1_w/norm`, epsilon);
  const conv = (part: string, filters: number): SymbolicTensor =>
    plainConv(y, { name: `${name}/${part}`, filters, kernelSize: 1, strides: stride, seed });
  return [conv('1x1_w1', residual), conv('1x1_w2', 2 * growth)];
}

function join(paths: Paths, name: string): SymbolicTensor {
  if (paths.length === 1) return paths[0];
  return layers.concatenate({ name }).apply([...paths]) as SymbolicTensor;
}

export const dpn: Family = defineFamily<DpnConfig>('dpn', dpnVariants, buildDpn);
