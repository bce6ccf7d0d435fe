/** All kernels of this package, and which of tfjs's they replace. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { contractVersion, type KernelSet } from 'sk-core';
import { heapOf } from './heap.js';
import { batchMatMulKernel } from './kernels/batchMatMul.js';
import { batchNormKernels } from './kernels/batchNormTraining.js';
import { branchKernels } from './kernels/branches.js';
import { channelShuffleKernel } from './kernels/channelShuffle.js';
import { conv2dGradientKernels } from './kernels/conv2d.js';
import { groupedConv2dKernels } from './kernels/groupedConv2d.js';
import { identityKernel } from './kernels/identity.js';
import { logSoftmaxKernel } from './kernels/logSoftmax.js';
import { maxPoolGradKernel } from './kernels/maxPoolGrad.js';
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
    ...conv2dGradientKernels,
    batchMatMulKernel,
    maxPoolGradKernel,
    logSoftmaxKernel,
    unsortedSegmentSumKernel,
    guarded,
  ],
};

/** Stock kernels that are there, but unusable for training. */
export const overrides: readonly string[] = ['BatchMatMul', 'Conv2DBackpropInput', 'Identity', 'MaxPoolGrad'];
