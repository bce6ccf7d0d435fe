/** Do grouped, dilated convolutions cost what their MACs say, forward and backward? */
import type { Question } from '../harness/questions/question.js';
import type { Task } from '../harness/run/task.js';
import type { GroupedConvWork } from '../harness/work/work.js';

type Shape = Omit<GroupedConvWork, 'kind' | 'pass' | 'batch'>;

const plain: Shape = { size: 56, channels: 128, groups: 32, kernel: 3, dilation: 1, stride: 1 };

/** The paper's four stages (Table 1), then the kernels of its ablations and light networks (Tables 6 and 7, section 4.3). */
const shapes: readonly Shape[] = [
  plain,
  { ...plain, dilation: 2 },
  { ...plain, dilation: 3 },
  { ...plain, channels: 256, size: 28 },
  { ...plain, channels: 256, size: 28, dilation: 2 },
  { ...plain, channels: 256, size: 56, stride: 2 },
  { ...plain, channels: 256, size: 56, stride: 2, dilation: 2 },
  { ...plain, channels: 512, size: 14 },
  { ...plain, channels: 512, size: 14, dilation: 2 },
  { ...plain, channels: 1024, size: 7 },
  { ...plain, channels: 1024, size: 7, dilation: 2 },
  { ...plain, kernel: 1, groups: 1 },
  { ...plain, kernel: 1, groups: 16 },
  { ...plain, groups: 128 },
  { ...plain, groups: 128, dilation: 2 },
  { ...plain, kernel: 5, groups: 64 },
  { ...plain, kernel: 7, groups: 128 },
];

const tasksOf = (batch: number): Task[] =>
  shapes.map((shape) => ({
    works: (['forward', 'training'] as const).map((pass) => ({ kind: 'groupedConv', pass, ...shape, batch })),
  }));

export const groupedConv: Question = {
  wasm: {
    runtimes: ['ours', 'ours-2', 'node-2', 'stock', 'split', 'jax', 'torch', 'torch-2'],
    tasks: tasksOf(1),
  },
  webgpu: { runtimes: ['ours', 'stock', 'torch-cuda'], tasks: tasksOf(32) },
};
