/** The attention of an SK unit, by two dispatches, and its gradient by three. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { attend, attendBackprop } from 'sk-core';
import { work } from '../gpu/workspace.js';
import {
  attendProductsShader,
  attendThreads,
  expandShader,
  squeezeBackpropShader,
  squeezeShader,
} from '../shaders/attend.js';
import { branchSoftmaxBackpropShader } from '../shaders/branchSoftmax.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import { runSoftmax } from './branchSoftmax.js';

const attendKernel = attend.kernel<WebGPUBackend>(
  'webgpu',
  ({ s, squeeze, gamma, beta, expand }, { epsilon }, backend) =>
    work('SkAttend', backend, (space) => {
      const [images, channels] = s.shape as [number, number];
      const [width, columns] = expand.shape as [number, number];
      const branches = columns / channels;
      const attention = space.output([images, branches, channels]);
      const [hidden, compact] = [space.output([images, width]), space.output([images, width])];
      const [mean, variance] = [space.output([width]), space.output([width])];
      space.run(
        squeezeShader,
        {},
        {
          inputs: [s, squeeze, gamma, beta],
          outputs: [hidden, compact, mean, variance],
          uniforms: { images, inner: channels, width, epsilon },
          workgroups: line(width),
        },
      );
      space.run(
        expandShader,
        { branches },
        {
          inputs: [compact, expand],
          outputs: [attention],
          uniforms: { images, width, channels },
          workgroups: line(ceilDiv(images * channels, attendThreads)),
        },
      );
      return { attention, hidden, compact, mean, variance };
    }),
);

const attendBackpropKernel = attendBackprop.kernel<WebGPUBackend>('webgpu', (inputs, { epsilon }, backend) =>
  work('SkAttendBackprop', backend, (space) => {
    const { s, squeeze, gamma, beta, expand, hidden, compact, attention, dattention } = inputs;
    const [images, channels] = s.shape as [number, number];
    const [width, columns] = expand.shape as [number, number];
    const [ds, dsqueeze] = [space.output(s.shape), space.output(squeeze.shape)];
    const dexpand = space.output(expand.shape);
    const [dgamma, dbeta] = [space.output([width]), space.output([width])];
    const dlogits = space.scratch(attention.shape);
    runSoftmax(space, branchSoftmaxBackpropShader, [attention, dattention], dlogits);
    const dhidden = space.scratch(hidden.shape);
    space.run(
      squeezeBackpropShader,
      {},
      {
        inputs: [hidden, gamma, beta, expand, dlogits],
        outputs: [dhidden, dgamma, dbeta],
        uniforms: { images, inner: columns, width, epsilon },
        workgroups: line(width),
      },
    );
    space.run(
      attendProductsShader,
      {},
      {
        inputs: [s, squeeze, compact, dlogits, dhidden],
        outputs: [ds, dsqueeze, dexpand],
        uniforms: { images, channels, width, columns },
        workgroups: line(ceilDiv(images * channels + channels * width + width * columns, attendThreads)),
      },
    );
    return { ds, dsqueeze, dgamma, dbeta, dexpand };
  }),
);

export const attendKernels: readonly KernelConfig[] = [attendKernel, attendBackpropKernel];
