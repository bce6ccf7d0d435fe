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
  work('SkBranchSoftmax', backend, (space) =>
    runSoftmax(space, branchSoftmaxShader, [logits], space.output(logits.shape)),
  ),
);

const softmaxBackpropKernel = branchSoftmaxBackprop.kernel<WebGPUBackend>(
  'webgpu',
  ({ attention, dy }, _attrs, backend) =>
    work('SkBranchSoftmaxBackprop', backend, (space) =>
      runSoftmax(space, branchSoftmaxBackpropShader, [attention, dy], space.output(dy.shape)),
    ),
);

/** Fills an output [N, M, C], of the shape of the inputs, and returns it. */
export function runSoftmax(
  space: Workspace,
  shader: typeof branchSoftmaxShader,
  inputs: readonly TensorInfo[],
  output: TensorInfo,
): TensorInfo {
  const [images, branches, channels] = output.shape as [number, number, number];
  const vector = channels % 4 === 0;
  const columns = vector ? channels / 4 : channels;
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
