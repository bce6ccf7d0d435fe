/** Batch normalisation with the batch's own statistics, and its gradient. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingBackprop } from 'sk-core';
import type { BackendWasm } from '../../heap/tfjsBackend.js';
import { work } from '../../heap/workspace.js';
import { gradients, normalised } from './passes.js';

export const batchNormKernels: readonly KernelConfig[] = [
  batchNormTraining.kernel<BackendWasm>('wasm', (inputs, { epsilon, relu }, backend) =>
    work('SkBatchNormTraining', backend, (space) => {
      const y = space.output(inputs.x.shape);
      const [px, pbeta, py] = [space.pointer(inputs.x), space.pointer(inputs.beta), space.pointer(y)];
      const statistics = normalised(space, inputs, epsilon, (parts, channels, mean, scale) =>
        space.run(
          'normalise',
          parts.map(({ skip, count }) => [
            ...([px + skip, mean, scale, pbeta, py + skip] as const),
            ...([count, channels, relu ? 1 : 0] as const),
          ]),
        ),
      );
      return { y, ...statistics };
    }),
  ),
  batchNormTrainingBackprop.kernel<BackendWasm>('wasm', (inputs, { epsilon, relu }, backend) =>
    work('SkBatchNormTrainingBackprop', backend, (space) => {
      const [px, pbeta, dy] = [space.pointer(inputs.x), space.pointer(inputs.beta), space.pointer(inputs.dy)];
      return gradients(space, inputs, epsilon, (parts, channels, mean, scale) => {
        space.run(
          'gradientSums',
          parts.map(({ skip, count, sums }) => [
            ...([px + skip, dy + skip, mean, scale, pbeta] as const),
            ...([count, channels, relu ? 1 : 0, ...sums] as const),
          ]),
        );
        return { dy, relu };
      });
    }),
  ),
];
