/** All kernels of this package, and which of tfjs's they replace. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { contractVersion, type KernelSet } from 'sk-core';
import { heapOf } from './heap.js';
import { matMulKernels } from './kernels/batchMatMul.js';
import { batchNormKernels } from './kernels/batchNormTraining.js';
import { branchKernels } from './kernels/branches.js';
import { channelShuffleKernel } from './kernels/channelShuffle.js';
import { conv2dKernels } from './kernels/conv2d.js';
import { conv2dGradientKernels } from './kernels/conv2dGradients.js';
import { fusedBatchNormKernel } from './kernels/fusedBatchNorm.js';
import { groupedConv2dKernels } from './kernels/groupedConv2d.js';
import { identityKernel } from './kernels/identity.js';
import { logSoftmaxKernel } from './kernels/logSoftmax.js';
import { poolGradientKernels } from './kernels/poolGradients.js';
import { reductionKernels } from './kernels/reduce.js';
import { tileKernel } from './kernels/tile.js';
import { unsortedSegmentSumKernel } from './kernels/unsortedSegmentSum.js';
import type { BackendWasm } from './tfjsBackend.js';

/** tfjs calls it whenever the backend becomes the current one: the heap of a new backend is guarded from its start. */
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

/** Stock kernels that are there, but too slow to train with, or wasteful of memory. */
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
