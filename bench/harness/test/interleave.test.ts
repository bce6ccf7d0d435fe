import { expect, it } from 'vitest';
import { interleave } from '../run/interleave.js';
import { CannotError } from '../work/cannotError.js';

const clock = (name: string, ms: number, log: string[]) => async (calls: number) => {
  log.push(name);
  return ms * calls;
};

it('runtimes take turns, and a sample is the time of one call', async () => {
  const log: string[] = [];
  const turns = new Map([
    ['a', clock('a', 50, log)],
    ['b', clock('b', 20, log)],
  ]);
  expect([...(await interleave(turns, 3))]).toEqual([
    ['a', [50, 50, 50]],
    ['b', [20, 20, 20]],
  ]);
  expect(log.slice(-6)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
});

it('a first call of more than 30 s is the only sample', async () => {
  const log: string[] = [];
  const turns = new Map([
    ['a', clock('a', 31_000, log)],
    ['b', clock('b', 20, log)],
  ]);
  expect([...(await interleave(turns, 2))]).toEqual([
    ['a', [31_000]],
    ['b', [20, 20]],
  ]);
  expect(log.filter((name) => name === 'a')).toHaveLength(1);
});

it('a reason stands in place of samples, whether it comes before or during the turns', async () => {
  const never = new CannotError('has no such work');
  let calls = 0;
  const once = async () => {
    if (++calls > 3) throw new CannotError('no memory left');
    return 50;
  };
  const turns = [['never', never] as const, ['once', once] as const];
  const samples = await interleave(turns, 3);
  expect(samples.get('never')).toBe(never);
  expect(samples.get('once')).toMatchObject({ message: 'no memory left' });
});

it('other errors are not swallowed', async () => {
  const broken = async () => {
    throw new TypeError('a fault of the benchmark');
  };
  await expect(interleave([['broken', broken]], 1)).rejects.toThrow('a fault of the benchmark');
});
