import { expect, it } from 'vitest';
import { CallQueue } from '../../src/ranks/callQueue.js';

it('CallQueue carries out one call at a time, in their order, also behind one that fails', async () => {
  const calls = new CallQueue();
  const log: string[] = [];
  const call = (name: string, fails = false) =>
    calls.run(async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  expect(calls.isIdle).toBe(true);
  const all = [call('a'), call('b', true), call('c')];
  expect(calls.isIdle).toBe(false);
  const ends = await Promise.allSettled(all);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(calls.isIdle).toBe(true);
});
