/**
 * Batch normalisation in training. The forward pass moves x twice and y once, the backward pass x and dy twice and dx
 * once. All other tensors have the size of a column, or of a few hundred.
 */
import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingBackprop } from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import {
  batchNormBackpropShader,
  batchNormFactorsShader,
  batchNormSumsShader,
  normaliseShader,
} from '../shaders/batchNorm.js';
import { mergeMomentsShader, sliceMomentsShader } from '../shaders/columns/columnMoments.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { type Columns, mapGrid, mergeGrid, reductionGrid } from '../wgsl/columnGrid.js';

function columnsOf({ shape }: TensorInfo): Columns {
  const channels = shape.at(-1) as number;
  return { images: 1, rows: util.sizeFromShape(shape) / channels, channels };
}

const batchNormKernel = batchNormTraining.kernel<WebGPUBackend>(
  'webgpu',
  ({ x, gamma, beta }, { epsilon, relu }, backend) =>
    work('SkBatchNormTraining', backend, (space) => {
      const y = space.output(x.shape);
      const [mean, variance] = moments(space, x);
      const { tiling, uniforms, workgroups } = mapGrid(columnsOf(x));
      space.run(
        normaliseShader,
        { relu, ...tiling },
        {
          inputs: [x, mean, variance, gamma, beta],
          outputs: [y],
          uniforms: { ...uniforms, epsilon },
          workgroups,
        },
      );
      return { y, mean, variance };
    }),
);

function moments(space: Workspace, x: TensorInfo): [mean: TensorInfo, variance: TensorInfo] {
  const columns = columnsOf(x);
  const { channels } = columns;
  const [mean, variance] = [space.output([channels]), space.output([channels])];
  const grid = reductionGrid(columns);
  const partial = space.scratch([grid.slices, 2, channels]);
  space.run(sliceMomentsShader, grid.tiling, {
    inputs: [x],
    outputs: [partial],
    uniforms: grid.uniforms,
    workgroups: grid.workgroups,
  });
  const merge = mergeGrid({ images: 1, rows: grid.slices, channels });
  space.run(mergeMomentsShader, merge.tiling, {
    inputs: [partial],
    outputs: [mean, variance],
    uniforms: { ...merge.uniforms, sliceRows: grid.uniforms.rowsOfSlice, allRows: columns.rows },
    workgroups: merge.workgroups,
  });
  return [mean, variance];
}

const batchNormBackpropKernel = batchNormTrainingBackprop.kernel<WebGPUBackend>(
  'webgpu',
  ({ x, gamma, beta, mean, variance, dy, dmean, dvariance }, { epsilon, relu }, backend) =>
    work('SkBatchNormTrainingBackprop', backend, (space) => {
      const columns = columnsOf(x);
      const { channels } = columns;
      const [dx, dgamma, dbeta] = [space.output(x.shape), space.output([channels]), space.output([channels])];
      const sums = reductionGrid(columns);
      const partial = space.scratch([sums.slices, 2, channels]);
      space.run(
        batchNormSumsShader,
        { relu, ...sums.tiling },
        {
          inputs: [x, dy, mean, variance, ...(relu ? [gamma, beta] : [])],
          outputs: [partial],
          uniforms: { ...sums.uniforms, epsilon },
          workgroups: sums.workgroups,
        },
      );
      const merge = mergeGrid({ images: 1, rows: sums.slices, channels });
      const factors = space.scratch([3, channels]);
      space.run(batchNormFactorsShader, merge.tiling, {
        inputs: [partial, gamma, variance, dmean, dvariance],
        outputs: [dgamma, dbeta, factors],
        uniforms: { ...merge.uniforms, epsilon, count: columns.rows },
        workgroups: merge.workgroups,
      });
      const map = mapGrid(columns);
      space.run(
        batchNormBackpropShader,
        { relu, ...map.tiling },
        {
          inputs: [x, dy, mean, factors, ...(relu ? [beta] : [])],
          outputs: [dx],
          uniforms: map.uniforms,
          workgroups: map.workgroups,
        },
      );
      return { dx, dgamma, dbeta };
    }),
);

export const batchNormKernels: readonly KernelConfig[] = [batchNormKernel, batchNormBackpropKernel];
