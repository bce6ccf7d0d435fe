/**
 * Batch normalisation in training. The forward pass moves x twice and y once, the backward pass x and dy twice and dx
 * once; at the end of a residual unit also the addend, y and the addend's gradient, each once. All other tensors have the size of a column, or of a few hundred.
 */
import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import {
  type BatchNormAttrs,
  type BatchNormBackpropInputs,
  type BatchNormBackpropOutputs,
  type BatchNormInputs,
  type BatchNormOutputs,
  batchNormAddRelu,
  batchNormAddReluBackprop,
  batchNormTraining,
  batchNormTrainingBackprop,
  elementAt,
  type Like,
} from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import {
  batchNormBackpropShader,
  batchNormEndSumsShader,
  batchNormFactorsShader,
  batchNormSumsShader,
  normaliseShader,
} from '../shaders/batchNorm.js';
import { mergeMomentsShader, sliceMomentsShader } from '../shaders/columns/columnMoments.js';
import { mergedBatchNormShader } from '../shaders/mergedBatchNorm.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { type Columns, mapGrid, mergeGrid, momentsGrid, reductionGrid } from '../wgsl/columnGrid.js';

function columnsOf({ shape }: TensorInfo): Columns {
  const channels = shape.at(-1) as number;
  return { images: 1, rows: util.sizeFromShape(shape) / channels, channels };
}

const batchNormKernel = batchNormTraining.kernel<WebGPUBackend>('webgpu', (inputs, attrs, backend) =>
  work('SkBatchNormTraining', backend, (space) => normalised(space, inputs, attrs)),
);

const batchNormAddReluKernel = batchNormAddRelu.kernel<WebGPUBackend>(
  'webgpu',
  ({ addend, ...inputs }, { epsilon }, backend) =>
    work('SkBatchNormAddRelu', backend, (space) =>
      normalised(space, inputs, { epsilon, relu: true }, addend),
    ),
);

function normalised(
  space: Workspace,
  { x, gamma, beta }: Like<BatchNormInputs, TensorInfo>,
  { epsilon, relu }: BatchNormAttrs,
  addend?: TensorInfo,
): Like<BatchNormOutputs, TensorInfo> {
  const columns = columnsOf(x);
  const { channels } = columns;
  const [y, mean, variance] = [space.output(x.shape), space.output([channels]), space.output([channels])];
  const added = addend === undefined ? [] : [addend];
  const grid = momentsGrid(columns);
  const partial = space.scratch([grid.slices, 2, channels]);
  space.run(sliceMomentsShader, grid.tiling, {
    inputs: [x],
    outputs: [partial],
    uniforms: grid.uniforms,
    workgroups: grid.workgroups,
  });
  const sliceRows = grid.uniforms.rowsOfSlice;
  const { tiling, uniforms, workgroups } = mapGrid(columns);
  const record = { relu, adds: addend !== undefined, ...tiling };
  if (grid.isMergedLater) {
    space.run(mergedBatchNormShader, record, {
      inputs: [x, partial, gamma, beta, ...added],
      outputs: [y, mean, variance],
      uniforms: { ...uniforms, partials: grid.slices, sliceRows, epsilon },
      workgroups,
    });
    return { y, mean, variance };
  }
  const merge = mergeGrid({ images: 1, rows: grid.slices, channels });
  space.run(mergeMomentsShader, merge.tiling, {
    inputs: [partial],
    outputs: [mean, variance],
    uniforms: { ...merge.uniforms, sliceRows, allRows: columns.rows },
    workgroups: merge.workgroups,
  });
  space.run(normaliseShader, record, {
    inputs: [x, mean, variance, gamma, beta, ...added],
    outputs: [y],
    uniforms: { ...uniforms, epsilon },
    workgroups,
  });
  return { y, mean, variance };
}

const batchNormBackpropKernel = batchNormTrainingBackprop.kernel<WebGPUBackend>(
  'webgpu',
  (inputs, { epsilon, relu }, backend) =>
    work('SkBatchNormTrainingBackprop', backend, (space) => {
      const { x, gamma, beta, mean, variance, dy } = inputs;
      const columns = columnsOf(x);
      const sums = reductionGrid(columns);
      const partial = space.scratch([sums.slices, 2, columns.channels]);
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
      return gradients(space, { ...inputs, partial }, { epsilon, relu });
    }),
);

const batchNormAddReluBackpropKernel = batchNormAddReluBackprop.kernel<WebGPUBackend>(
  'webgpu',
  ({ y, ...inputs }, { epsilon }, backend) =>
    work('SkBatchNormAddReluBackprop', backend, (space) => {
      const { x, mean, variance, dy } = inputs;
      const daddend = space.output(x.shape);
      const columns = columnsOf(x);
      const { slices, tiling, uniforms, workgroups } = reductionGrid(columns);
      const partial = space.scratch([slices, 2, columns.channels]);
      space.run(batchNormEndSumsShader, tiling, {
        inputs: [x, dy, y, mean, variance],
        outputs: [partial, daddend],
        uniforms: { ...uniforms, epsilon },
        workgroups,
      });
      const ofSum = { ...inputs, dy: daddend, partial };
      return { ...gradients(space, ofSum, { epsilon, relu: false }), daddend };
    }),
);

/** Computes all gradients from dy and the sums of its slices, partial [slices, 2, channels]. */
function gradients(
  space: Workspace,
  inputs: Like<BatchNormBackpropInputs, TensorInfo> & { readonly partial: TensorInfo },
  { epsilon, relu }: BatchNormAttrs,
): Like<BatchNormBackpropOutputs, TensorInfo> {
  const { x, gamma, beta, mean, variance, dy, dmean, dvariance, partial } = inputs;
  const columns = columnsOf(x);
  const { channels } = columns;
  const [dx, dgamma, dbeta] = [space.output(x.shape), space.output([channels]), space.output([channels])];
  const merge = mergeGrid({ images: 1, rows: elementAt(partial.shape, 0), channels });
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
}

export const batchNormKernels: readonly KernelConfig[] = [
  batchNormKernel,
  batchNormBackpropKernel,
  batchNormAddReluKernel,
  batchNormAddReluBackpropKernel,
];
