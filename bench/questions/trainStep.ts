/** What does a training step cost, and how much more of it does SKNet-50 take than ResNeXt-50? */
import type { Question } from '../harness/questions/question.js';
import { gpuBatches, networkTask } from './networks.js';

export const trainStep: Question = {
  wasm: {
    runtimes: ['ours', 'ours-simd', 'ours-2', 'node-2', 'stock', 'torch', 'torch-2', 'timm', 'timm-2'],
    tasks: [networkTask('trainStep', 4)],
  },
  webgpu: {
    runtimes: [
      ...(['ours', 'captured', 'mixed', 'stock'] as const),
      ...(['torch-cuda', 'torch-tf32', 'torch-amp', 'torch-compile', 'timm-cuda'] as const),
    ],
    tasks: gpuBatches.map((batch) => networkTask('trainStep', batch)),
  },
};
