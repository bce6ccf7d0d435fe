/** Does a whole SK unit train as fast as timm's in PyTorch on the same card? */
import type { GpuQuestion } from '../../harness/questions/question.js';

export const question: GpuQuestion = {
  runtimes: ['ours', 'stock', 'torch-cuda', 'timm-cuda'],
  tasks: [32, 128, 256].map((batch) => ({ works: [{ kind: 'skUnit', batch, size: 56, channels: 128 }] })),
};
