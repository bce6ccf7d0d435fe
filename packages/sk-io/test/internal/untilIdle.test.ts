import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilIdle } from '../../src/node/pretrained/untilIdle.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a connection goes on as long as something comes, and is given up a minute later', async () => {
  let hear = (): void => undefined;
  const ended = untilIdle(
    undefined,
    (signal, heard) =>
      new Promise((_, reject) => {
        hear = heard;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  ).catch((error: Error) => error.message);
  const isOpen = (): Promise<unknown> => Promise.race([ended, Promise.resolve('open')]);
  for (let i = 0; i < 3; i++) {
    await vi.advanceTimersByTimeAsync(59_000);
    expect(await isOpen()).toBe('open');
    hear();
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await ended).toBe('breaks off: nothing came for 60 seconds');
});

it('a caller that stops is told so', async () => {
  const stop = new AbortController();
  const ended = untilIdle(
    stop.signal,
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  stop.abort(new Error('stopped'));
  await expect(ended).rejects.toThrow('stopped');
});
