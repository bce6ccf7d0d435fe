/** Do the ops that only move bytes move them as fast as a copy? */
import type { Question } from '../harness/questions/question.js';
import type { Task } from '../harness/run/task.js';
import type { MovingWork } from '../harness/work/work.js';

const sizes = [
  { batch: 32, size: 56, channels: 128 },
  { batch: 128, size: 56, channels: 256 },
] as const;

const kinds: readonly Pick<MovingWork, 'op' | 'pass'>[] = [
  ...(['select', 'fuse', 'batchNorm'] as const).flatMap((op) => [
    { op, pass: 'forward' } as const,
    { op, pass: 'backward' } as const,
  ]),
  { op: 'channelShuffle', pass: 'forward' },
];

const taskOf = (size: (typeof sizes)[number]): Task => ({
  copy: size,
  works: kinds.map((kind): MovingWork => ({ kind: 'moving', ...kind, ...size })),
});

export const bandwidth: Question = {
  webgpu: { runtimes: ['ours', 'stock', 'torch-cuda'], clock: 'device', tasks: sizes.map(taskOf) },
};
