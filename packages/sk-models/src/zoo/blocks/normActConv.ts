/** Batch norm and ReLU before the convolution (He et al. 2016), as in DenseNet, DPN and residual attention. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkBatchNorm } from '../../layers/skBatchNorm.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';

export interface PlainConv {
  readonly name: string;
  readonly filters: number;
  /** Odd; half of it is padded on every side. */
  readonly kernelSize: number;
  readonly strides?: number;
  readonly groups?: number;
  readonly seed: number;
}

interface NormActConv extends PlainConv {
  /** Added to variances; 1e-5. */
  readonly epsilon?: number;
}

export function normActConv(x: SymbolicTensor, { epsilon, ...conv }: NormActConv): SymbolicTensor {
  return plainConv(normAct(x, `${conv.name}/norm`, epsilon), conv);
}

export function normAct(x: SymbolicTensor, name: string, epsilon?: number): SymbolicTensor {
  return new SkBatchNorm({ name, relu: true, epsilon }).apply(x) as SymbolicTensor;
}

/** Adds a convolution without bias, batch norm and activation. */
export function plainConv(
  x: SymbolicTensor,
  { name, filters, kernelSize, strides = 1, groups = 1, seed }: PlainConv,
): SymbolicTensor {
  const padding = (kernelSize - 1) / 2;
  return new SkGroupedConv2D({
    ...{ name, filters, kernelSize, strides, groups, padding, seed },
    useBias: false,
  }).apply(x) as SymbolicTensor;
}
