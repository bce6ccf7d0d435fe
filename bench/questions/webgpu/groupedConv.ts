/** Grouped, dilated convolutions on a GPU: the shapes of the wasm question, in batches of 32. */
import type { GpuQuestion } from '../../harness/questions/question.js';
import { convTasks } from '../groupedConv.js';

export const question: GpuQuestion = {
  runtimes: ['ours', 'stock', 'torch-cuda'],
  tasks: convTasks(32),
};
