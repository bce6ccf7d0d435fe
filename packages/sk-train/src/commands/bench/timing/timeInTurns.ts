/** Times work and its baselines in turns, so that other work of the machine slows down all of them. */
import { elementAt, type KernelCall, profileKernels } from 'sk-core';
import type { CopyBaseline } from './copyBaseline.js';
import { computesLater } from './kernelTime.js';
import type { MatMulBaseline } from './matMulBaseline.js';
import type { TimedWork } from './timedWork.js';

export interface TimingOptions {
  readonly steps: number;
  /** Whether to list the kernels of each step. */
  readonly profile: boolean;
  readonly copy?: CopyBaseline;
  readonly signal?: AbortSignal;
  /** Steps that are not timed included. */
  readonly onStep?: (done: number, total: number) => void;
}

/** Milliseconds. */
export interface Timings {
  /** Of each step. */
  readonly milliseconds: readonly number[];
  /** Of each product of matrices. */
  readonly baselineMilliseconds: readonly number[];
  readonly copyMilliseconds: readonly number[];
  /** Of each step whose kernels are listed. */
  readonly listedMilliseconds: readonly number[];
  /** Kernels of all of those steps. */
  readonly calls: readonly KernelCall[];
}

const warmUps = 2;
const baselineRuns = 7;

/** Times the steps, or fewer where `signal` stops them. */
export async function timeInTurns(
  work: TimedWork,
  baseline: MatMulBaseline,
  { steps, profile, copy, signal, onStep }: TimingOptions,
): Promise<Timings> {
  const [milliseconds, baselineMilliseconds, copyMilliseconds]: [number[], number[], number[]] = [[], [], []];
  const [listedMilliseconds, calls]: [number[], KernelCall[]] = [[], []];
  // Dispatches that are timed one by one make a step longer: then its own time is that of another step.
  const apart = profile && computesLater();
  await baseline.time();
  await copy?.time();
  for (let done = 0; done < warmUps + steps && !signal?.aborted; done++) {
    if (done < warmUps) {
      await work.run();
    } else {
      const runs = Math.round((baselineRuns * (done - warmUps + 1)) / steps);
      while (baselineMilliseconds.length < runs) {
        baselineMilliseconds.push(await baseline.time());
        if (copy !== undefined) copyMilliseconds.push(await copy.time());
      }
      const step = await timed(work.run, profile && !apart);
      milliseconds.push(step.milliseconds);
      const listed = apart ? await timed(work.run, true) : step;
      listedMilliseconds.push(listed.milliseconds);
      for (const call of listed.calls) calls.push(call);
    }
    onStep?.(done + 1, warmUps + steps);
    // Signals are answered between steps.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { milliseconds, baselineMilliseconds, copyMilliseconds, listedMilliseconds, calls };
}

async function timed(
  run: () => Promise<void>,
  profile: boolean,
): Promise<{ milliseconds: number; calls: readonly KernelCall[] }> {
  if (profile) return await profileKernels(run);
  const start = performance.now();
  await run();
  return { milliseconds: performance.now() - start, calls: [] };
}

/** Returns the middle value, or the mean of the two in the middle. @throws RangeError where there is none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (elementAt(sorted, Math.ceil(middle) - 1) + elementAt(sorted, Math.floor(middle))) / 2;
}
