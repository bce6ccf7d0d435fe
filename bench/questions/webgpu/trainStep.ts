/** What does a training step cost on a GPU, and how much more of it does SKNet-50 take than ResNeXt-50? */
import type { GpuQuestion } from '../../harness/questions/question.js';
import { networkTasks } from './networks.js';

export const question: GpuQuestion = {
  runtimes: ['ours', 'stock', 'torch-cuda', 'timm-cuda'],
  tasks: networkTasks('trainStep'),
};
