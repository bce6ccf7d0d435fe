/** A convolution without bias, batch norm and, mostly, ReLU: most of every network is made of these. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Padding } from 'sk-core';
import { SkBatchNorm } from '../../layers/skBatchNorm.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';

export interface ConvBatchNorm {
  readonly name: string;
  /** `<name>/bn`. */
  readonly normName?: string;
  readonly filters: number;
  /** One odd number for both directions, or [height, width]. */
  readonly kernelSize: number | readonly [height: number, width: number];
  readonly strides?: number;
  readonly dilation?: number;
  readonly groups?: number;
  /** Half of the kernel's extent on every side, so that stride 1 keeps the size. */
  readonly padding?: Padding;
  /** Momentum of the running statistics; 0.95. */
  readonly momentum?: number;
  /** Added to variances; 1e-5. */
  readonly epsilon?: number;
  readonly relu: boolean;
  readonly seed: number;
}

export function convBatchNorm(x: SymbolicTensor, settings: ConvBatchNorm): SymbolicTensor {
  const { name, filters, kernelSize, strides = 1, dilation = 1, groups = 1, relu, seed } = settings;
  const { normName = `${name}/bn`, momentum, epsilon } = settings;
  const [kh, kw] = typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize;
  const [py, px] = [((kh - 1) * dilation) / 2, ((kw - 1) * dilation) / 2];
  const padding = settings.padding ?? [py, py, px, px];
  const conv = new SkGroupedConv2D({
    ...{ name, filters, kernelSize: [kh, kw], strides, groups, padding, seed },
    dilationRate: dilation,
    useBias: false,
  });
  const norm = new SkBatchNorm({ name: normName, relu, momentum, epsilon });
  return norm.apply(conv.apply(x)) as SymbolicTensor;
}
