/** Dropout, with random numbers of the device's own. */
import { type KernelConfig, util } from '@tensorflow/tfjs-core';
import { dropout, dropoutScale, dropoutThreshold } from 'sk-core';
import { work } from '../gpu/workspace.js';
import { dropoutGroupSize, dropoutShader } from '../shaders/dropout.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';

export const dropoutKernel: KernelConfig = dropout.kernel<WebGPUBackend>(
  'webgpu',
  ({ x, step }, { rate, seed, part, call }, backend) =>
    work('SkDropout', backend, (space) => {
      const y = space.output(x.shape);
      const count = util.sizeFromShape(x.shape);
      const [threshold, scale] = [dropoutThreshold(rate), dropoutScale(rate)];
      space.run(
        dropoutShader,
        { vector: count % 4 === 0 },
        {
          inputs: [x, step],
          outputs: [y],
          uniforms: { count, seed, part, call, threshold, scale },
          workgroups: line(ceilDiv(count, 4 * dropoutGroupSize)),
        },
      );
      return y;
    }),
);
