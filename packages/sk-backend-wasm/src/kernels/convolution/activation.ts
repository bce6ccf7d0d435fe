/** Activations of tfjs's fused kernels. The convolution itself does ReLU; a stock kernel does every other. */
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { getKernel } from '@tensorflow/tfjs-core';
import type { Workspace } from '../../heap/workspace.js';

/** Inputs of a fused kernel beside its operands. */
export interface Fused {
  readonly bias?: TensorInfo | null;
  readonly preluActivationWeights?: TensorInfo | null;
}

export interface FusedAttrs {
  readonly activation?: 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu' | 'prelu';
  readonly leakyreluAlpha?: number;
}

const stockNames = {
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
} as const;

/** Replaces y by its activation, unless that is linear or ReLU. */
export function activate(
  space: Workspace,
  y: TensorInfo,
  { preluActivationWeights }: Fused,
  { activation = 'linear', leakyreluAlpha }: FusedAttrs,
): TensorInfo {
  if (activation === 'linear' || activation === 'relu') return y;
  const kernel = getKernel(stockNames[activation], 'wasm');
  if (kernel === undefined)
    throw new Error(`fused kernel: activation wants one that tfjs has, got ${activation}`);
  const inputs = activation === 'prelu' ? { x: y, alpha: preluActivationWeights as TensorInfo } : { x: y };
  const attrs = activation === 'leakyrelu' ? { alpha: leakyreluAlpha ?? 0 } : {};
  const result = space.call(kernel, inputs, attrs as NamedAttrMap);
  space.drop(y);
  return result;
}
