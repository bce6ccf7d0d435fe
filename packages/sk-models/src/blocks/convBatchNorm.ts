/** A convolution without bias, batch norm and, mostly, ReLU: the pair that everything in these networks is made of. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkBatchNorm } from '../layers/skBatchNorm.js';
import { SkGroupedConv2D } from '../layers/skGroupedConv2D.js';

export interface ConvBatchNorm {
  readonly name: string;
  readonly filters: number;
  /** Odd; padded by half of it on every side. */
  readonly kernelSize: number;
  readonly strides?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly relu: boolean;
  readonly seed: number;
}

export function convBatchNorm(
  x: SymbolicTensor,
  { name, filters, kernelSize, strides = 1, dilation = 1, groups = 1, relu, seed }: ConvBatchNorm,
): SymbolicTensor {
  const padding = ((kernelSize - 1) * dilation) / 2;
  const conv = new SkGroupedConv2D({
    ...{ name, filters, kernelSize, strides, groups, padding, seed },
    dilationRate: dilation,
    useBias: false,
  });
  return new SkBatchNorm({ name: `${name}/bn`, relu }).apply(conv.apply(x)) as SymbolicTensor;
}
