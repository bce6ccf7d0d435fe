import { describe, expect, it } from 'vitest';
import { Latest } from '../src/compute/latest.js';

describe('Latest', () => {
  it('runs one task at a time, and of those that wait the last alone', async () => {
    const latest = new Latest();
    const done: number[] = [];
    const task = (id: number) => async (): Promise<void> => {
      await new Promise((next) => setTimeout(next, 5));
      done.push(id);
    };
    await Promise.all([1, 2, 3, 4].map((id) => latest.run(task(id))));
    expect(done).toEqual([1, 4]);
  });

  it('goes on after a task that failed', async () => {
    const latest = new Latest();
    await expect(latest.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const done: number[] = [];
    await latest.run(async () => void done.push(1));
    expect(done).toEqual([1]);
  });

  it('runs a task alone: after what runs, before what comes meanwhile, whether it fails or not', async () => {
    for (const outcome of ['done', 'failed']) {
      const latest = new Latest();
      const log: string[] = [];
      const task = (id: string) => async (): Promise<void> => {
        log.push(`${id} begins`);
        await new Promise((next) => setTimeout(next, 5));
        log.push(`${id} ends`);
        if (id === 'failed') throw new Error('no');
      };
      const first = latest.run(task('first'));
      const alone = latest.alone(task(outcome)).catch(({ message }) => log.push(message));
      await first;
      await expect.poll(() => log).toContain(`${outcome} begins`);
      await latest.run(task('later'));
      await alone;
      expect(log.filter((line) => line !== 'no')).toEqual(
        ['first', outcome, 'later'].flatMap((id) => [`${id} begins`, `${id} ends`]),
      );
      expect(log.includes('no')).toBe(outcome === 'failed');
    }
  });
});
