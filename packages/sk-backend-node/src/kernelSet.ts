/** The kernels of this package. */
import { contractVersion, type KernelSet } from 'sk-core';
import { batchNormAddReluKernels } from './kernels/batchNorm/batchNormAddRelu.js';
import { batchNormKernels } from './kernels/batchNorm/batchNormTraining.js';
import { fusedBatchNorm } from './kernels/batchNorm/fusedBatchNorm.js';
import { conv2dBackpropFilter } from './kernels/convolution/conv2dBackpropFilter.js';
import { convolutionKernels } from './kernels/convolution/groupedConv2d.js';
import { maxPoolKernels } from './kernels/maxPool.js';
import { reshapeKernel } from './kernels/reshape.js';
import { attendKernels } from './kernels/selection/attend.js';
import { selectionKernels } from './kernels/selection/selection.js';
import { stepKernel } from './kernels/step.js';

/** Stock kernels that are replaced since they refuse what TensorFlow computes, crash, or take long. */
export const overrides: readonly string[] = [
  'Conv2DBackpropFilter',
  'FusedBatchNorm',
  'MaxPool',
  'MaxPoolGrad',
  'Reshape',
  'Step',
];

export const kernelSet: KernelSet = {
  provider: 'sk-backend-node',
  contractVersion,
  kernels: [
    ...convolutionKernels,
    ...batchNormKernels,
    ...batchNormAddReluKernels,
    ...attendKernels,
    ...selectionKernels,
    conv2dBackpropFilter,
    ...maxPoolKernels,
    stepKernel,
    reshapeKernel,
    fusedBatchNorm,
  ],
};
