/** What does a prediction cost, and how much more of it does SKNet-50 take than ResNeXt-50? */
import type { Question } from '../harness/questions/question.js';
import { gpuBatches, networkTask } from './networks.js';

export const inference: Question = {
  wasm: {
    runtimes: [
      'ours',
      'ours-2',
      'node-2',
      'folded',
      'stock',
      'ort-web',
      'ort-node',
      'ort-node-2',
      'torch',
      'torch-2',
      'timm',
      'timm-2',
    ],
    tasks: [networkTask('inference', 1)],
  },
  webgpu: {
    runtimes: ['ours', 'stock', 'torch-cuda', 'timm-cuda'],
    tasks: gpuBatches.map((batch) => networkTask('inference', batch)),
  },
};
