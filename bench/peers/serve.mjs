/** The side of a peer in the talk with the benchmarks: see README.md, "Peers speak JSON lines". */
import { createInterface } from 'node:readline';

/**
 * @param hello Version of the peer, or an object with it.
 * @param prepare (work) => { run, dispose }, both may be asynchronous; in place of `run`, `time(calls, clock)` answers
 *   { ms } by a clock of its own.
 */
export async function serve(hello, prepare) {
  const answer = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);
  const prepared = new Map();
  answer(typeof hello === 'string' ? { version: hello } : hello);
  for await (const line of createInterface({ input: process.stdin })) {
    const { work, calls, clock } = JSON.parse(line);
    if (work === undefined) {
      for (const { dispose } of prepared.values()) await dispose();
      prepared.clear();
      continue;
    }
    try {
      const key = JSON.stringify(work);
      if (!prepared.has(key)) prepared.set(key, await prepare(work));
      const { run, time = timed(run) } = prepared.get(key);
      answer(await time(calls, clock));
    } catch (error) {
      answer({ error: String(error.message ?? error).split('\n')[0] });
    }
  }
}

const timed = (run) => async (calls) => {
  const start = performance.now();
  for (let call = 0; call < calls; call++) await run();
  return { ms: performance.now() - start };
};
