/** All kernels of this package, and the names of tfjs's kernels that they replace. */
import { contractVersion, type KernelSet } from 'sk-core';
import { attendKernels } from './kernels/attend.js';
import { batchNormKernels } from './kernels/batchNorm.js';
import { branchKernels } from './kernels/branches.js';
import { branchSoftmaxKernels } from './kernels/branchSoftmax.js';
import { channelShuffleKernel } from './kernels/channelShuffle.js';
import { crossEntropyKernels } from './kernels/crossEntropy.js';
import { dropoutKernel } from './kernels/dropout.js';
import { groupedConv2dKernels } from './kernels/groupedConv2d.js';
import { stockReplacements } from './kernels/stockReplacements.js';

export const kernelSet: KernelSet = {
  provider: 'sk-backend-webgpu',
  contractVersion,
  kernels: [
    ...groupedConv2dKernels,
    channelShuffleKernel,
    ...attendKernels,
    ...batchNormKernels,
    ...branchKernels,
    ...branchSoftmaxKernels,
    ...crossEntropyKernels,
    dropoutKernel,
    ...stockReplacements,
  ],
};

/** Names of stock kernels that are wrong, or too slow to train with. */
export const overrides: readonly string[] = stockReplacements.map(({ kernelName }) => kernelName);
