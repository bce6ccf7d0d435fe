/** Takes turns, so that whatever else the machine does falls on everybody. */
import { CannotError } from '../work/cannotError.js';
import type { Timed } from '../runtimes/runtime.js';

/** Milliseconds of one call, a sample for each round; or why there are none. */
export type Samples = readonly number[] | CannotError;

/** A turn takes about this long, so that clocks and timers do not matter. */
const turnMs = 50;
const maxCalls = 500;
/** Whoever needs longer for his first call has that one sample. */
const patienceMs = 30_000;

/** @param turns A reason where somebody has no such work. */
export async function interleave(
  turns: readonly (Timed | CannotError)[],
  rounds: number,
): Promise<Samples[]> {
  const samples: (number[] | CannotError)[] = [];
  const ready = new Map<number, Turn>();
  for (const [i, run] of turns.entries()) {
    const turn = run instanceof CannotError ? run : await orReason(() => warmUp(run));
    if (turn instanceof CannotError) samples.push(turn);
    else if (turn.firstMs > patienceMs) samples.push([turn.firstMs]);
    else {
      samples.push([]);
      ready.set(i, turn);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const [i, { run, calls }] of ready) {
      const ms = await orReason(() => run(calls));
      if (ms instanceof CannotError) {
        samples[i] = ms;
        ready.delete(i);
      } else (samples[i] as number[]).push(ms / calls);
    }
  }
  return samples;
}

interface Turn {
  readonly run: Timed;
  readonly firstMs: number;
  readonly calls: number;
}

/** The first calls compile; then as many as a turn holds, since engines optimise what runs often. */
async function warmUp(run: Timed): Promise<Turn> {
  const firstMs = await run(1);
  if (firstMs > patienceMs) return { run, firstMs, calls: 1 };
  const fitting = (ms: number): number => Math.max(1, Math.min(maxCalls, Math.round(turnMs / ms)));
  const calls = fitting(await run(1));
  if (calls === 1) return { run, firstMs, calls };
  // Many calls may take less time each than one alone: a GPU is waited for once.
  return { run, firstMs, calls: fitting((await run(calls)) / calls) };
}

/** Runs what may turn out to be impossible. */
export async function orReason<T>(attempt: () => Promise<T>): Promise<T | CannotError> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof CannotError) return error;
    throw error;
  }
}
