/** The side of a peer in the talk with the benchmarks: see README.md, "Peers speak JSON lines". */
import { createInterface } from 'node:readline';

/**
 * @param version Of the peer.
 * @param prepare (work) => { run, dispose }, both may be asynchronous.
 */
export async function serve(version, prepare) {
  const answer = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);
  const prepared = new Map();
  answer({ version });
  for await (const line of createInterface({ input: process.stdin })) {
    const { work, calls } = JSON.parse(line);
    if (work === undefined) {
      for (const { dispose } of prepared.values()) await dispose();
      prepared.clear();
      continue;
    }
    try {
      const key = JSON.stringify(work);
      if (!prepared.has(key)) prepared.set(key, await prepare(work));
      const { run } = prepared.get(key);
      const start = performance.now();
      for (let call = 0; call < calls; call++) await run();
      answer({ ms: performance.now() - start });
    } catch (error) {
      answer({ error: String(error.message ?? error).split('\n')[0] });
    }
  }
}
