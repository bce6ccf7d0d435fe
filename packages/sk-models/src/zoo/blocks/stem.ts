/** The stem of the residual families: 7x7 at stride 2 and a max pool for photographs, 3x3 for small images. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkMaxPool2D } from '../../layers/skMaxPool2D.js';
import { convBatchNorm } from './convBatchNorm.js';

export interface Stem {
  readonly kernelSize: number;
  readonly filters: number;
  readonly stride: number;
  /** A max pool, 3x3 at stride 2 without padding, rounded up: 112 to 56, as in the authors' Caffe. */
  readonly pool: boolean;
}

export const photoStem: Stem = { kernelSize: 7, filters: 64, stride: 2, pool: true };
/** Section 4.2: "a single 3x3 convolutional layer". */
export const cifarStem: Stem = { kernelSize: 3, filters: 64, stride: 1, pool: false };

export function stem(
  x: SymbolicTensor,
  { kernelSize, filters, stride, pool }: Stem,
  seed: number,
): SymbolicTensor {
  const name = `conv1/${kernelSize}x${kernelSize}${stride > 1 ? `_s${stride}` : ''}`;
  const y = convBatchNorm(x, { name, filters, kernelSize, strides: stride, relu: true, seed });
  if (!pool) return y;
  return new SkMaxPool2D({ name: 'pool1/3x3_s2', poolSize: 3, strides: 2, ceil: true }).apply(
    y,
  ) as SymbolicTensor;
}
