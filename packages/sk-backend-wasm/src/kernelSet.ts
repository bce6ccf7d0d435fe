/** All kernels of this package, and the names of tfjs's kernels that they replace. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { contractVersion, type KernelSet } from 'sk-core';
import { heapOf } from './heap/heap.js';
import type { BackendWasm } from './heap/tfjsBackend.js';
import { batchNormKernels } from './kernels/batchNorm/batchNormTraining.js';
import { fusedBatchNormKernel } from './kernels/batchNorm/fusedBatchNorm.js';
import { matMulKernels } from './kernels/convolution/batchMatMul.js';
import { conv2dKernels } from './kernels/convolution/conv2d.js';
import { conv2dGradientKernels } from './kernels/convolution/conv2dGradients.js';
import { groupedConv2dKernels } from './kernels/convolution/groupedConv2d.js';
import { poolGradientKernels } from './kernels/convolution/poolGradients.js';
import { branchKernels } from './kernels/selection/branches.js';
import { channelShuffleKernel } from './kernels/selection/channelShuffle.js';
import { identityKernel } from './kernels/stock/identity.js';
import { logSoftmaxKernel } from './kernels/stock/logSoftmax.js';
import { reductionKernels } from './kernels/stock/reduce.js';
import { tileKernel } from './kernels/stock/tile.js';
import { unsortedSegmentSumKernel } from './kernels/stock/unsortedSegmentSum.js';

/**
 * The kernel whose setup tfjs runs when the backend becomes the current one: the heap of a new backend is guarded
 * from its start.
 */
const guarded: KernelConfig = {
  ...identityKernel,
  setupFunc: (backend) => {
    heapOf(backend as BackendWasm);
  },
};

export const kernelSet: KernelSet = {
  provider: 'sk-backend-wasm',
  contractVersion,
  kernels: [
    ...groupedConv2dKernels,
    ...batchNormKernels,
    ...branchKernels,
    channelShuffleKernel,
    ...conv2dKernels,
    ...conv2dGradientKernels,
    ...matMulKernels,
    ...poolGradientKernels,
    ...reductionKernels,
    fusedBatchNormKernel,
    tileKernel,
    logSoftmaxKernel,
    unsortedSegmentSumKernel,
    guarded,
  ],
};

/** Names of stock kernels that are too slow to train with, or that waste memory. */
export const overrides: readonly string[] = [
  'AvgPoolGrad',
  'BatchMatMul',
  'Conv2D',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNative',
  'FusedBatchNorm',
  'FusedConv2D',
  'FusedDepthwiseConv2D',
  'Identity',
  'MaxPoolGrad',
  'Mean',
  'Sum',
  'Tile',
  '_FusedMatMul',
];
