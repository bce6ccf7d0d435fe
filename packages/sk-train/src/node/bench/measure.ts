/** Times work and roofs in turns, so that whatever else the machine does meets all of them. */
import { type KernelCall, profileKernels } from 'sk-core';
import type { BenchWork } from './benchWork.js';
import type { CopyRoof } from './copyRoof.js';
import { computesLater } from './deviceTime.js';
import type { MatMulRoof } from './matMulRoof.js';

export interface MeasureOptions {
  readonly steps: number;
  /** Whether to list the kernels of each step. */
  readonly profile: boolean;
  readonly copy?: CopyRoof;
  readonly signal?: AbortSignal;
  /** Steps that are not timed included. */
  readonly onStep?: (done: number, total: number) => void;
}

export interface Measured {
  /** Of each step. */
  readonly milliseconds: readonly number[];
  /** Of each product of the roof. */
  readonly roofMilliseconds: readonly number[];
  readonly copyMilliseconds: readonly number[];
  /** Of each step whose kernels are listed. */
  readonly listedMilliseconds: readonly number[];
  /** Of all of those. */
  readonly calls: readonly KernelCall[];
}

const warmUps = 2;
const roofRuns = 7;

/** Fewer steps where `signal` stops it. */
export async function measure(
  work: BenchWork,
  roof: MatMulRoof,
  { steps, profile, copy, signal, onStep }: MeasureOptions,
): Promise<Measured> {
  const [milliseconds, roofMilliseconds, copyMilliseconds]: [number[], number[], number[]] = [[], [], []];
  const [listedMilliseconds, calls]: [number[], KernelCall[]] = [[], []];
  // Dispatches that are timed one by one make a step longer: then its own time is that of another step.
  const apart = profile && computesLater();
  await roof.measure();
  await copy?.measure();
  for (let done = 0; done < warmUps + steps && !signal?.aborted; done++) {
    if (done < warmUps) {
      await work.run();
    } else {
      const runs = Math.round((roofRuns * (done - warmUps + 1)) / steps);
      while (roofMilliseconds.length < runs) {
        roofMilliseconds.push(await roof.measure());
        if (copy !== undefined) copyMilliseconds.push(await copy.measure());
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
  return { milliseconds, roofMilliseconds, copyMilliseconds, listedMilliseconds, calls };
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

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]] as [number, number];
  return (low + high) / 2;
}
