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
});
