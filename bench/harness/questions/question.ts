/** The type of a question, which each file in `bench/questions` exports. */
import type { Task } from '../run/task.js';
import type { Backend, Clock } from '../runtimes/runtime.js';
import type { RuntimeName } from '../runtimes/runtimes.js';

/** The plans of a question for the backends that it can be asked on. */
export type Question = { readonly [B in Backend]?: Plan<RuntimeName<B>> };

export interface Plan<Name extends string = string> {
  /** Runtimes that take part, in the order of their turns. */
  readonly runtimes: readonly Name[];
  /** `wall` by default; `device` where kernels are so short that the processor cannot keep the device busy. */
  readonly clock?: Clock;
  /** Whether the times mean nothing on any device, so that no results are written. */
  readonly trial?: true;
  readonly tasks: readonly Task[];
}
