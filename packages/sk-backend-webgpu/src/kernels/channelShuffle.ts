/** Channel shuffle, as one gather. */
import { type KernelConfig, util } from '@tensorflow/tfjs-core';
import { channelShuffle, elementAt } from 'sk-core';
import { work } from '../gpu/workspace.js';
import { channelShuffleShader } from '../shaders/channelShuffle.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { mapGrid } from '../wgsl/columnGrid.js';

export const channelShuffleKernel: KernelConfig = channelShuffle.kernel<WebGPUBackend>(
  'webgpu',
  ({ x }, { groups }, backend) =>
    work('SkChannelShuffle', backend, (space) => {
      const y = space.output(x.shape);
      const channels = elementAt(x.shape, 3);
      const grid = mapGrid({ images: 1, rows: util.sizeFromShape(x.shape) / channels, channels });
      space.run(channelShuffleShader, grid.tiling, {
        inputs: [x],
        outputs: [y],
        uniforms: { ...grid.uniforms, groups, perGroup: channels / groups },
        workgroups: grid.workgroups,
      });
      return y;
    }),
);
