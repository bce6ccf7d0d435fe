/** Softmax cross entropy with label smoothing, and its gradient. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy, softmaxCrossEntropyBackprop } from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import { crossEntropyBackpropShader, crossEntropyShader, notANumber } from '../shaders/crossEntropy.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { line } from '../wgsl/grid.js';

const entropyKernel = softmaxCrossEntropy.kernel<WebGPUBackend>(
  'webgpu',
  ({ logits, labels }, { labelSmoothing }, backend) =>
    work('SkSoftmaxCrossEntropy', backend, (space) => {
      const y = space.output(labels.shape);
      return run(space, crossEntropyShader, [logits, labels], y, labelSmoothing);
    }),
);

const entropyBackpropKernel = softmaxCrossEntropyBackprop.kernel<WebGPUBackend>(
  'webgpu',
  ({ logits, labels, dy }, { labelSmoothing }, backend) =>
    work('SkSoftmaxCrossEntropyBackprop', backend, (space) => {
      const dlogits = space.output(logits.shape);
      return run(space, crossEntropyBackpropShader, [logits, labels, dy], dlogits, labelSmoothing);
    }),
);

function run(
  space: Workspace,
  shader: typeof crossEntropyShader,
  inputs: readonly [logits: TensorInfo, ...TensorInfo[]],
  output: TensorInfo,
  smoothing: number,
): TensorInfo {
  const [images, classes] = inputs[0].shape as [number, number];
  space.run(
    shader,
    {},
    {
      inputs,
      outputs: [output],
      uniforms: { images, classes, notANumber, smoothing },
      workgroups: line(images),
    },
  );
  return output;
}

export const crossEntropyKernels: readonly KernelConfig[] = [entropyKernel, entropyBackpropKernel];
