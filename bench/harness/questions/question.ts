/** What a file in questions/ exports. */

import type { GpuRuntimeName } from '../runtimes/gpuRuntimes.js';
import type { Clock } from '../runtimes/runtime.js';
import type { RuntimeName } from '../runtimes/runtimes.js';
import type { MatMulWork, MovingWork, Work } from '../work/work.js';

export interface Question {
  readonly runtimes: readonly RuntimeName[];
  readonly tasks: readonly Task[];
}

/** What a file in questions/webgpu exports. */
export interface GpuQuestion {
  readonly runtimes: readonly GpuRuntimeName[];
  /** 'wall' unless kernels are so short that the processor cannot ask for them as fast as the device does them. */
  readonly clock?: Clock;
  /** Whether its times would say nothing on any device. */
  readonly trial?: true;
  readonly tasks: readonly GpuTask[];
}

export interface GpuTask extends Task {
  /** What the baselines are measured by, where the usual sizes do not do. */
  readonly matMul?: MatMulWork;
  readonly copy?: Omit<MovingWork, 'kind' | 'op' | 'pass'>;
}

/** Works that are interleaved with each other and with the baseline. */
export interface Task {
  readonly works: readonly Work[];
  /** One of them, that each runtime's other times are divided by. */
  readonly base?: Work;
}
