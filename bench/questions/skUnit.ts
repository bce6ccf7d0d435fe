/** Does a whole SK unit train as fast as in PyTorch, and on a GPU as fast as timm's? */
import type { Question } from '../harness/questions/question.js';
import type { Task } from '../harness/run/task.js';

const taskOf = (batch: number): Task => ({ works: [{ kind: 'skUnit', batch, size: 56, channels: 128 }] });

export const skUnit: Question = {
  wasm: { runtimes: ['ours', 'ours-2', 'node-2', 'stock', 'jax', 'torch', 'torch-2'], tasks: [taskOf(8)] },
  webgpu: { runtimes: ['ours', 'stock', 'torch-cuda', 'timm-cuda'], tasks: [32, 128, 256].map(taskOf) },
};
