/** The end of a residual unit in training: batch normalisation, the addition and the ReLU in one pass, and its gradient. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { batchNormAddRelu, batchNormAddReluBackprop } from 'sk-core';
import type { BackendWasm } from '../../heap/tfjsBackend.js';
import { work } from '../../heap/workspace.js';
import { gradients, normalised } from './passes.js';

export const batchNormAddReluKernels: readonly KernelConfig[] = [
  batchNormAddRelu.kernel<BackendWasm>('wasm', (inputs, { epsilon }, backend) =>
    work('SkBatchNormAddRelu', backend, (space) => {
      const y = space.output(inputs.x.shape);
      const [px, pbeta] = [space.pointer(inputs.x), space.pointer(inputs.beta)];
      const [addend, py] = [space.pointer(inputs.addend), space.pointer(y)];
      const statistics = normalised(space, inputs, epsilon, (parts, channels, mean, scale) =>
        space.run(
          'normaliseAddRelu',
          parts.map(({ skip, count }) => [
            ...([px + skip, mean, scale, pbeta, addend + skip, py + skip] as const),
            ...([count, channels] as const),
          ]),
        ),
      );
      return { y, ...statistics };
    }),
  ),
  batchNormAddReluBackprop.kernel<BackendWasm>('wasm', (inputs, { epsilon }, backend) =>
    work('SkBatchNormAddReluBackprop', backend, (space) => {
      const daddend = space.output(inputs.x.shape);
      const [px, dy, py] = [space.pointer(inputs.x), space.pointer(inputs.dy), space.pointer(inputs.y)];
      const passed = space.pointer(daddend);
      // The gradient that passed the ReLU is the addend's, and the one that the second pass reads.
      const outputs = gradients(space, inputs, epsilon, (parts, channels, mean) => {
        space.run(
          'passedGradientSums',
          parts.map(({ skip, count, sums }) => [
            ...([px + skip, dy + skip, py + skip, mean] as const),
            ...([count, channels, passed + skip, ...sums] as const),
          ]),
        );
        return { dy: passed, relu: false };
      });
      return { ...outputs, daddend };
    }),
  ),
];
