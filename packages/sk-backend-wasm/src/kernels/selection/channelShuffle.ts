/** Channel shuffle. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { channelShuffle } from 'sk-core';
import type { BackendWasm } from '../../heap/tfjsBackend.js';
import { work } from '../../heap/workspace.js';

export const channelShuffleKernel: KernelConfig = channelShuffle.kernel<BackendWasm>(
  'wasm',
  ({ x }, { groups }, backend) =>
    work('SkChannelShuffle', backend, (space) => {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const y = space.output(x.shape);
      space.kernels.channelShuffle(space.pointer(x), space.pointer(y), n * h * w, c, groups);
      return y;
    }),
);
