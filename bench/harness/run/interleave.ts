/** Turns: everybody runs in every round, so that other work of the machine meets all of them alike. */
import type { Timed } from '../runtimes/runtime.js';
import { CannotError, orReason } from '../work/cannotError.js';

/** Milliseconds of one call, one sample a round; or the reason why there are none. */
export type Samples = readonly number[] | CannotError;

/** Aimed length of a turn: the resolution of clocks does not matter. */
const turnMs = 50;
const maxCalls = 500;
/** A first call that takes longer stays the only sample. */
const patienceMs = 30_000;

interface Turn {
  readonly run: Timed;
  readonly calls: number;
  readonly samples: number[];
}

/**
 * Warms everybody up, then gives everybody one turn a round, in the order of `turns`.
 *
 * @param turns Key and function of each; the reason in place of the function where it cannot be prepared
 * @returns samples by the same keys, in the same order
 */
export async function interleave<K>(
  turns: Iterable<readonly [K, Timed | CannotError]>,
  rounds: number,
): Promise<Map<K, Samples>> {
  const results = new Map<K, Samples>();
  const ready = new Map<K, Turn>();
  for (const [key, run] of turns) {
    const warm = run instanceof CannotError ? run : await orReason(() => warmUp(run));
    if (warm instanceof CannotError) results.set(key, warm);
    else if (warm.firstMs > patienceMs) results.set(key, [warm.firstMs]);
    else {
      const samples: number[] = [];
      results.set(key, samples);
      ready.set(key, { run: warm.run, calls: warm.calls, samples });
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const [key, { run, calls, samples }] of ready) {
      const ms = await orReason(() => run(calls));
      if (ms instanceof CannotError) {
        results.set(key, ms);
        ready.delete(key);
      } else samples.push(ms / calls);
    }
  }
  return results;
}

interface Warm {
  readonly run: Timed;
  readonly firstMs: number;
  readonly calls: number;
}

/** Runs once to compile, then as often as a turn holds, since engines optimise code that runs often. */
async function warmUp(run: Timed): Promise<Warm> {
  const firstMs = await run(1);
  if (firstMs > patienceMs) return { run, firstMs, calls: 1 };
  const fitting = (ms: number): number => Math.max(1, Math.min(maxCalls, Math.round(turnMs / ms)));
  const calls = fitting(await run(1));
  if (calls === 1) return { run, firstMs, calls };
  // A call among many may take less time than a single call: a GPU is waited for once.
  return { run, firstMs, calls: fitting((await run(calls)) / calls) };
}
