/** Batch normalisation with the batch's own statistics, and its gradient. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingBackprop } from 'sk-core';
import type { BackendWasm } from '../tfjsBackend.js';
import { work } from '../workspace.js';

export const batchNormKernels: readonly KernelConfig[] = [
  batchNormTraining.kernel<BackendWasm>('wasm', ({ x, gamma, beta }, { epsilon, relu }, backend) =>
    work('SkBatchNormTraining', backend, (space) => {
      const { rows, channels } = matrixOf(x);
      const [y, mean, variance] = [space.output(x.shape), space.output([channels]), space.output([channels])];
      space.kernels.batchNorm(
        space.pointer(x),
        space.pointer(gamma),
        space.pointer(beta),
        space.pointer(y),
        space.pointer(mean),
        space.pointer(variance),
        space.scratch(channels * 16),
        rows,
        channels,
        epsilon,
        relu ? 1 : 0,
      );
      return { y, mean, variance };
    }),
  ),
  batchNormTrainingBackprop.kernel<BackendWasm>('wasm', (inputs, { epsilon, relu }, backend) =>
    work('SkBatchNormTrainingBackprop', backend, (space) => {
      const { x, gamma, beta, mean, variance, dy, dmean, dvariance } = inputs;
      const { rows, channels } = matrixOf(x);
      const [dx, dgamma, dbeta] = [space.output(x.shape), space.output([channels]), space.output([channels])];
      space.kernels.batchNormGradient(
        space.pointer(x),
        space.pointer(gamma),
        space.pointer(beta),
        space.pointer(mean),
        space.pointer(variance),
        space.pointer(dy),
        space.pointer(dmean),
        space.pointer(dvariance),
        space.pointer(dx),
        space.pointer(dgamma),
        space.pointer(dbeta),
        space.scratch(channels * 24),
        rows,
        channels,
        epsilon,
        relu ? 1 : 0,
      );
      return { dx, dgamma, dbeta };
    }),
  ),
];

function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly channels: number } {
  return {
    rows: shape.slice(0, -1).reduce((product, size) => product * size, 1),
    channels: shape.at(-1) as number,
  };
}
