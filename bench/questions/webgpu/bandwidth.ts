/** Do the ops that only move bytes move them as fast as a copy? */
import type { GpuQuestion, GpuTask } from '../../harness/questions/question.js';
import type { MovingWork } from '../../harness/work/work.js';

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

const taskOf = (size: (typeof sizes)[number]): GpuTask => ({
  copy: size,
  works: kinds.map((kind): MovingWork => ({ kind: 'moving', ...kind, ...size })),
});

export const question: GpuQuestion = {
  runtimes: ['ours', 'stock', 'torch-cuda'],
  clock: 'device',
  tasks: sizes.map(taskOf),
};
