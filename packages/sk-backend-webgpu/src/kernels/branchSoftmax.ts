/** Softmax over branches and its gradient. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { branchSoftmax, branchSoftmaxBackprop } from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import {
  branchSoftmaxBackpropShader,
  branchSoftmaxShader,
  softmaxGroupSize,
} from '../shaders/branchSoftmax.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';

const softmaxKernel = branchSoftmax.kernel<WebGPUBackend>('webgpu', ({ logits }, _attrs, backend) =>
  work('SkBranchSoftmax', backend, (space) => run(space, branchSoftmaxShader, [logits])),
);

const softmaxBackpropKernel = branchSoftmaxBackprop.kernel<WebGPUBackend>(
  'webgpu',
  ({ attention, dy }, _attrs, backend) =>
    work('SkBranchSoftmaxBackprop', backend, (space) =>
      run(space, branchSoftmaxBackpropShader, [attention, dy]),
    ),
);

function run(
  space: Workspace,
  shader: typeof branchSoftmaxShader,
  inputs: readonly [TensorInfo, ...TensorInfo[]],
): TensorInfo {
  const [{ shape }] = inputs;
  const [images, branches, channels] = shape as [number, number, number];
  const vector = channels % 4 === 0;
  const columns = vector ? channels / 4 : channels;
  const output = space.output(shape);
  space.run(
    shader,
    { vector },
    {
      inputs,
      outputs: [output],
      uniforms: { images, branches, columns },
      workgroups: line(ceilDiv(images * columns, softmaxGroupSize)),
    },
  );
  return output;
}

export const branchSoftmaxKernels: readonly KernelConfig[] = [softmaxKernel, softmaxBackpropKernel];
