/**
 * Inception networks as data: a path is a list of steps, and a step may be a fork into paths whose outputs are
 * concatenated. Szegedy et al. 2016 and 2017, the paper's [43] and [41].
 */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import { SkAveragePool2D } from '../../layers/skAveragePool2D.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';
import { SkMaxPool2D } from '../../layers/skMaxPool2D.js';
import { convBatchNorm } from './convBatchNorm.js';
import { scaleChannels } from './scaleChannels.js';

export type Path = readonly Step[];
export type Step = Conv | Pool | Fork | Residual;

/** A convolution with batch norm and ReLU. */
interface Conv {
  readonly kind: 'conv';
  readonly filters: number;
  readonly kernel: number | readonly [height: number, width: number];
  readonly stride: number;
  /** Whether it is padded so that stride 1 keeps the size; otherwise it has no padding. */
  readonly padded: boolean;
}

/** 3x3: the maximum at stride 2 without padding, the average at stride 1 of the pixels that are there. */
interface Pool {
  readonly kind: 'maxPool' | 'averagePool';
}

interface Fork {
  readonly kind: 'fork';
  readonly paths: readonly Path[];
}

/** x + scale * conv(fork), where a 1x1 convolution with bias and without batch norm gives the channels of x; then ReLU. */
interface Residual {
  readonly kind: 'residual';
  readonly paths: readonly Path[];
  readonly scale: number;
  readonly relu: boolean;
}

type MakeConv = (filters: number, kernel: Conv['kernel']) => Conv;

const conv =
  (stride: number, padded: boolean): MakeConv =>
  (filters, kernel) => ({ kind: 'conv', filters, kernel, stride, padded });

export const same: MakeConv = conv(1, true);
export const valid: MakeConv = conv(1, false);
export const halve: MakeConv = conv(2, false);
export const maxPool: Pool = { kind: 'maxPool' };
export const averagePool: Pool = { kind: 'averagePool' };
export const fork = (...paths: readonly Path[]): Fork => ({ kind: 'fork', paths });
export const residual = (scale: number, relu: boolean, ...paths: readonly Path[]): Residual => ({
  kind: 'residual',
  paths,
  scale,
  relu,
});

interface PathSettings {
  readonly widthMultiplier: number;
  readonly seed: number;
}

/** Epsilon of the authors' batch norms. */
const epsilon = 1e-3;

/** Adds a path. @param name Prefix of the names of layers; steps and branches are counted from 1. */
export function inceptionPath(
  x: SymbolicTensor,
  path: Path,
  name: string,
  settings: PathSettings,
): SymbolicTensor {
  return path.reduce((y, step, i) => takeStep(y, step, `${name}_${i + 1}`, settings), x);
}

function takeStep(x: SymbolicTensor, step: Step, name: string, settings: PathSettings): SymbolicTensor {
  switch (step.kind) {
    case 'conv': {
      const { filters, kernel: kernelSize, stride: strides, padded } = step;
      return convBatchNorm(x, {
        ...{ name, kernelSize, strides, epsilon, relu: true, seed: settings.seed },
        filters: scaleChannels(filters, settings.widthMultiplier),
        ...(!padded && { padding: 0 }),
      });
    }
    case 'maxPool':
      return new SkMaxPool2D({ name, poolSize: 3, strides: 2 }).apply(x) as SymbolicTensor;
    case 'averagePool': {
      const window = { poolSize: 3, strides: 1, padding: 1, countIncludePad: false };
      return new SkAveragePool2D({ name, ...window }).apply(x) as SymbolicTensor;
    }
    case 'fork':
      return joinPaths(x, step.paths, name, settings);
    case 'residual':
      return addPaths(x, step, name, settings);
  }
}

function joinPaths(
  x: SymbolicTensor,
  paths: readonly Path[],
  name: string,
  settings: PathSettings,
): SymbolicTensor {
  const ends = paths.map((path, i) => inceptionPath(x, path, `${name}/branch${i + 1}`, settings));
  return layers.concatenate({ name: `${name}/concat` }).apply(ends) as SymbolicTensor;
}

function addPaths(
  x: SymbolicTensor,
  { paths, scale, relu }: Residual,
  name: string,
  settings: PathSettings,
): SymbolicTensor {
  const filters = channelsOf(x.shape);
  const up = new SkGroupedConv2D({ name: `${name}/up`, filters, kernelSize: 1, seed: settings.seed });
  const residual = up.apply(joinPaths(x, paths, name, settings));
  const scaled = layers.rescaling({ name: `${name}/scale`, scale }).apply(residual) as SymbolicTensor;
  const sum = layers.add({ name: `${name}/add` }).apply([x, scaled]) as SymbolicTensor;
  if (!relu) return sum;
  return layers.activation({ name: `${name}/relu`, activation: 'relu' }).apply(sum) as SymbolicTensor;
}
