/** The grouped convolution of sk-core, its gradients and its inference form. */
import { getKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import {
  convGeometry,
  fusedGroupedConv2d,
  type GroupedConv2dAttrs,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
  groupedConv2dBackpropInputAdd,
} from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { filterGradient } from './convolution/filterGradient.js';
import { convolve } from './convolution/forward.js';
import { inputGradient } from './convolution/inputGradient.js';
import type { Conv } from './convolution/plan.js';

const conv = (x: readonly number[], filter: readonly number[], attrs: GroupedConv2dAttrs): Conv => ({
  ...convGeometry(x, filter, attrs),
  attrs,
});

export const groupedConv2dKernels: readonly KernelConfig[] = [
  groupedConv2d.kernel<WebGPUBackend>('webgpu', ({ x, filter }, attrs, backend) =>
    work('SkGroupedConv2D', backend, (space) =>
      convolve(space, conv(x.shape, filter.shape, attrs), x, filter),
    ),
  ),
  fusedGroupedConv2d.kernel<WebGPUBackend>('webgpu', ({ x, filter, bias, addends }, attrs, backend) =>
    work('SkFusedGroupedConv2D', backend, (space) => {
      const extras = { bias, addend: sum(space, addends), relu: attrs.activation === 'relu' };
      return convolve(space, conv(x.shape, filter.shape, attrs), x, filter, extras);
    }),
  ),
  groupedConv2dBackpropInput.kernel<WebGPUBackend>('webgpu', ({ dy, filter }, attrs, backend) =>
    work('SkGroupedConv2DBackpropInput', backend, (space) =>
      inputGradient(space, conv(attrs.shape, filter.shape, attrs), dy, filter),
    ),
  ),
  groupedConv2dBackpropInputAdd.kernel<WebGPUBackend>('webgpu', ({ dy, filter, addend }, attrs, backend) =>
    work('SkGroupedConv2DBackpropInputAdd', backend, (space) =>
      inputGradient(space, conv(attrs.shape, filter.shape, attrs), dy, filter, addend),
    ),
  ),
  groupedConv2dBackpropFilter.kernel<WebGPUBackend>('webgpu', ({ x, dy }, attrs, backend) =>
    work('SkGroupedConv2DBackpropFilter', backend, (space) =>
      filterGradient(space, conv(x.shape, attrs.shape, attrs), x, dy),
    ),
  ),
];

/** Returns the sum of addends: a single one is its own sum, and the sum of several is a scratch tensor. */
function sum(space: Workspace, addends: readonly TensorInfo[]): TensorInfo | undefined {
  const [first, ...others] = addends;
  if (first === undefined) return undefined;
  const add = getKernel('Add', 'webgpu') as KernelConfig;
  return others.reduce(
    (a, b) =>
      space.temporary(add.kernelFunc({ inputs: { a, b }, attrs: {}, backend: space.backend }) as TensorInfo),
    first,
  );
}
