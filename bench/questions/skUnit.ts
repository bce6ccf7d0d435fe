/** Does a whole SK unit train as fast as in PyTorch? */
import type { Question } from '../harness/questions/question.js';

export const question: Question = {
  runtimes: ['ours', 'ours-2', 'stock', 'jax', 'torch', 'torch-2'],
  tasks: [{ works: [{ kind: 'skUnit', batch: 8, size: 56, channels: 128 }] }],
};
