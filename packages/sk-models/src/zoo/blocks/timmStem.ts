/** The stem of timm's residual networks: 7x7, or three 3x3 in its place, and PyTorch's max pool. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkMaxPool2D } from '../../layers/skMaxPool2D.js';
import { convBatchNorm } from './convBatchNorm.js';

/** Momentum of batch norms as this package defines it; PyTorch calls the same 0.1. */
export const timmMomentum = 0.9;

/** Adds the stem. @param deep Three 3x3 convolutions of half, half and all of the filters, as in ResNet-D. */
export function timmStem(x: SymbolicTensor, filters: number, deep: boolean, seed: number): SymbolicTensor {
  const shared = { relu: true, momentum: timmMomentum, seed } as const;
  const last = { ...shared, filters, normName: 'bn1' };
  const half = { ...shared, filters: Math.max(1, Math.floor(filters / 2)), kernelSize: 3 };
  // One pixel off the authors' pool, which has no padding and rounds up.
  const pool = new SkMaxPool2D({ name: 'maxpool', poolSize: 3, strides: 2, padding: 1 });
  if (!deep) {
    return pool.apply(
      convBatchNorm(x, { ...last, name: 'conv1', kernelSize: 7, strides: 2 }),
    ) as SymbolicTensor;
  }
  const first = convBatchNorm(x, { ...half, name: 'conv1/0', normName: 'conv1/1', strides: 2 });
  const second = convBatchNorm(first, { ...half, name: 'conv1/3', normName: 'conv1/4' });
  return pool.apply(convBatchNorm(second, { ...last, name: 'conv1/6', kernelSize: 3 })) as SymbolicTensor;
}
