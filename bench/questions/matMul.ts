/** How far are matrix products, in all transposed forms, from the baseline? */
import type { Question } from '../harness/questions/question.js';
import type { Task } from '../harness/run/task.js';
import type { MatMulWork } from '../harness/work/work.js';

/** The baseline's own size; a 1x1 convolution of stage 2, and its gradients' shape; the classifier; the attention's squeeze. */
const sizes = [
  [1024, 1024, 1024],
  [3136, 64, 256],
  [64, 3136, 256],
  [4, 2048, 1000],
  [8, 128, 32],
] as const;

const forms = [false, true].flatMap((transposeA) =>
  [false, true].map((transposeB) => ({ transposeA, transposeB })),
);

const taskOf = ([m, k, n]: (typeof sizes)[number]): Task => ({
  works: forms.map((form): MatMulWork => ({ kind: 'matMul', m, k, n, ...form })),
});

export const matMul: Question = {
  wasm: { runtimes: ['ours', 'ours-2', 'stock', 'jax', 'torch', 'torch-2'], tasks: sizes.map(taskOf) },
};
