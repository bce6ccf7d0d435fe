/** Fuse and select of the SK unit, and their gradients. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import {
  elementAt,
  fuse,
  fuseBackprop,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
  selectFuseBackprop,
} from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import {
  fuseBackpropShader,
  fuseShader,
  selectAttentionShader,
  selectFuseShader,
  selectShader,
} from '../shaders/branches.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { type Columns, mapGrid } from '../wgsl/columnGrid.js';
import { columnSums } from './columnSums.js';

function columnsOf([images, height, width, channels]: readonly number[]): Columns {
  return {
    images: images as number,
    rows: (height as number) * (width as number),
    channels: channels as number,
  };
}

const shapeOf = (branches: readonly TensorInfo[]): number[] => elementAt(branches, 0).shape;

const fuseKernel = fuse.kernel<WebGPUBackend>('webgpu', ({ branches }, _attrs, backend) =>
  work('SkFuse', backend, (space) => {
    const columns = columnsOf(shapeOf(branches));
    const y = space.output([columns.images, columns.channels]);
    columnSums(
      space,
      { shader: fuseShader, first: [], branches, columns, apart: false, scale: 1 / columns.rows },
      y,
    );
    return y;
  }),
);

const fuseBackpropKernel = fuseBackprop.kernel<WebGPUBackend>('webgpu', ({ dy }, { shape }, backend) =>
  work('SkFuseBackprop', backend, (space) => {
    const y = space.output(shape);
    const columns = columnsOf(shape);
    const { tiling, uniforms, workgroups } = mapGrid(columns);
    space.run(fuseBackpropShader, tiling, {
      inputs: [dy],
      outputs: [y],
      uniforms: { ...uniforms, scale: 1 / columns.rows },
      workgroups,
    });
    return y;
  }),
);

const selectKernel = select.kernel<WebGPUBackend>('webgpu', ({ branches, attention }, _attrs, backend) =>
  work('SkSelect', backend, (space) => {
    const shape = shapeOf(branches);
    const y = space.output(shape);
    const buffers = space.limits.maxStorageBuffersPerShaderStage;
    let from = 0;
    let others: TensorInfo | undefined;
    while (from < branches.length) {
      const items = branches.slice(from, from + buffers - 2 - (others === undefined ? 0 : 1));
      const isLast = from + items.length === branches.length;
      const sum = isLast ? y : space.scratch(shape);
      weighted(space, items, attention, from, others, sum);
      from += items.length;
      others = sum;
    }
    return y;
  }),
);

const selectBranchKernel = selectBackpropBranch.kernel<WebGPUBackend>(
  'webgpu',
  ({ dy, attention }, { branch }, backend) =>
    work('SkSelectBackpropBranch', backend, (space) => {
      const du = space.output(dy.shape);
      weighted(space, [dy], attention, branch, undefined, du);
      return du;
    }),
);

const selectFuseKernel = selectFuseBackprop.kernel<WebGPUBackend>(
  'webgpu',
  ({ dy, attention, ds }, { branch }, backend) =>
    work('SkSelectFuseBackprop', backend, (space) => {
      const [first, second] = [space.output(dy.shape), space.output(dy.shape)];
      const columns = columnsOf(dy.shape);
      const { tiling, uniforms, workgroups } = mapGrid(columns);
      const parts = { parts: elementAt(attention.shape, 1), firstPart: branch };
      space.run(selectFuseShader, tiling, {
        inputs: [dy, attention, ds],
        outputs: [first, second],
        uniforms: { ...uniforms, ...parts, scale: 1 / columns.rows },
        workgroups,
      });
      return { first, second };
    }),
);

/** Computes the sum of the items, each times its row of attention. The first item's row is `from`. */
function weighted(
  space: Workspace,
  items: readonly TensorInfo[],
  attention: TensorInfo,
  from: number,
  others: TensorInfo | undefined,
  y: TensorInfo,
): void {
  const { tiling, uniforms, workgroups } = mapGrid(columnsOf(y.shape));
  space.run(
    selectShader,
    { branches: items.length, adds: others !== undefined, ...tiling },
    {
      inputs: [...items, attention, ...(others === undefined ? [] : [others])],
      outputs: [y],
      uniforms: { ...uniforms, parts: elementAt(attention.shape, 1), firstPart: from },
      workgroups,
    },
  );
}

const selectAttentionKernel = selectBackpropAttention.kernel<WebGPUBackend>(
  'webgpu',
  ({ branches, dy }, _attrs, backend) =>
    work('SkSelectBackpropAttention', backend, (space) => {
      const columns = columnsOf(dy.shape);
      const da = space.output([columns.images, branches.length, columns.channels]);
      columnSums(
        space,
        { shader: selectAttentionShader, first: [dy], branches, columns, apart: true, scale: 1 },
        da,
      );
      return da;
    }),
);

export const branchKernels: readonly KernelConfig[] = [
  fuseKernel,
  fuseBackpropKernel,
  selectKernel,
  selectBranchKernel,
  selectFuseKernel,
  selectAttentionKernel,
];
