/** The stem of DenseNet, DPN, ShuffleNets: a convolution and a max pool, both at stride 2 and padded evenly. */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkMaxPool2D } from '../../layers/skMaxPool2D.js';
import { convBatchNorm } from './convBatchNorm.js';

export interface PooledStem {
  readonly filters: number;
  readonly kernelSize: number;
  /** Added to variances; 1e-5. */
  readonly epsilon?: number;
}

/** [N, H, W, C] to [N, H / 4, W / 4, filters]. */
export function pooledStem(x: SymbolicTensor, stem: PooledStem, seed: number): SymbolicTensor {
  const name = `conv1/${stem.kernelSize}x${stem.kernelSize}_s2`;
  const y = convBatchNorm(x, { name, ...stem, strides: 2, relu: true, seed });
  const pool = new SkMaxPool2D({ name: 'pool1/3x3_s2', poolSize: 3, strides: 2, padding: 1 });
  return pool.apply(y) as SymbolicTensor;
}
