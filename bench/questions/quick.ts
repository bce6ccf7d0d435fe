/** Can every runtime do one small work of each kind, also on an adapter that is no GPU? */
import type { Question } from '../harness/questions/question.js';

const image = { batch: 1, size: 4, channels: 32 };

export const quick: Question = {
  webgpu: {
    runtimes: ['ours', 'stock', 'torch-cuda', 'timm-cuda'],
    trial: true,
    tasks: [
      {
        matMul: { kind: 'matMul', m: 16, k: 16, n: 16, transposeA: false, transposeB: false },
        copy: image,
        works: [
          { kind: 'skUnit', ...image },
          {
            ...{ kind: 'groupedConv', pass: 'training', ...image },
            ...{ groups: 32, kernel: 3, dilation: 2, stride: 1 },
          },
          { kind: 'moving', op: 'select', pass: 'backward', ...image },
          { kind: 'moving', op: 'batchNorm', pass: 'forward', ...image },
        ],
      },
    ],
  },
};
