/** The same for a forward pass. */
import type { GpuQuestion } from '../../harness/questions/question.js';
import { networkTasks } from './networks.js';

export const question: GpuQuestion = {
  runtimes: ['ours', 'stock', 'torch-cuda', 'timm-cuda'],
  tasks: networkTasks('inference'),
};
