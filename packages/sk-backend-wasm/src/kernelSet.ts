/** All kernels of this package, and the names of tfjs's kernels that they replace. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { contractVersion, type KernelSet } from 'sk-core';
import { heapOf } from './heap/heap.js';
import type { BackendWasm } from './heap/tfjsBackend.js';
import { batchNormAddReluKernels } from './kernels/batchNorm/batchNormAddRelu.js';
import { batchNormKernels } from './kernels/batchNorm/batchNormTraining.js';
import { fusedBatchNormKernel } from './kernels/batchNorm/fusedBatchNorm.js';
import { matMulKernels } from './kernels/convolution/batchMatMul.js';
import { conv2dKernels } from './kernels/convolution/conv2d.js';
import { conv2dGradientKernels } from './kernels/convolution/conv2dGradients.js';
import { groupedConv2dKernels } from './kernels/convolution/groupedConv2d.js';
import { branchKernels } from './kernels/selection/branches.js';
import { channelShuffleKernel } from './kernels/selection/channelShuffle.js';
import { identityKernel } from './kernels/stock/identity.js';
import { logSoftmaxKernel } from './kernels/stock/logSoftmax.js';
import { rectifyKernels } from './kernels/stock/rectify.js';
import { reductionKernels } from './kernels/stock/reduce.js';
import { sliceKernels } from './kernels/stock/slice.js';
import { tileKernel } from './kernels/stock/tile.js';
import { unsortedSegmentSumKernel } from './kernels/stock/unsortedSegmentSum.js';
import { cropAndResizeKernel } from './kernels/windows/cropAndResize.js';
import { poolGradientKernels } from './kernels/windows/poolGradients.js';
import { poolKernels } from './kernels/windows/pools.js';
import { stockWindowKernels } from './kernels/windows/stockWindows.js';

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
    ...batchNormAddReluKernels,
    ...branchKernels,
    channelShuffleKernel,
    ...conv2dKernels,
    ...conv2dGradientKernels,
    ...matMulKernels,
    ...poolKernels,
    ...poolGradientKernels,
    ...stockWindowKernels,
    cropAndResizeKernel,
    ...rectifyKernels,
    ...reductionKernels,
    ...sliceKernels,
    fusedBatchNormKernel,
    tileKernel,
    logSoftmaxKernel,
    unsortedSegmentSumKernel,
    guarded,
  ],
};

/** Names of stock kernels that are too slow to train with, waste memory, or are wrong at the edges of their domain. */
export const overrides: readonly string[] = [
  'AvgPool',
  'AvgPool3D',
  'AvgPool3DGrad',
  'AvgPoolGrad',
  'BatchMatMul',
  'Conv2D',
  'Conv2DBackpropInput',
  'Conv3D',
  'Conv3DBackpropFilterV2',
  'Conv3DBackpropInputV2',
  'CropAndResize',
  'DepthwiseConv2dNative',
  'Dilation2D',
  'Dilation2DBackpropFilter',
  'Dilation2DBackpropInput',
  'FusedBatchNorm',
  'FusedConv2D',
  'FusedDepthwiseConv2D',
  'Identity',
  'MaxPool',
  'MaxPool3D',
  'MaxPool3DGrad',
  'MaxPoolGrad',
  'MaxPoolWithArgmax',
  'Mean',
  'Relu',
  'Relu6',
  'Slice',
  'SplitV',
  'Sum',
  'Tile',
  '_FusedMatMul',
];
