/** Ranks as worker threads of this process, where there is no MPI. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { threadMemory } from '../../ranks/threadRanks.js';
import type { AbortRequest, RankThreadData } from './threadPlace.js';

/** Milliseconds that the other ranks have to end by themselves after one has. */
const grace = 5000;

/** A thread cannot load TypeScript: where this file is source, its program is the built one. */
function programUrl(): URL {
  const beside = new URL('../../cli.js', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../../dist/cli.js', import.meta.url);
}

/**
 * Runs `sk-train` with some arguments on so many threads, and returns the exit code of the first that does not end well; undefined where
 * one has died.
 *
 * @param onLost Is told of a thread that has died.
 */
export async function runThreads(
  size: number,
  args: readonly string[],
  onLost: (text: string) => void,
): Promise<number | undefined> {
  const memory = threadMemory(size);
  const workers = Array.from({ length: size }, (_, rank) => {
    const workerData: RankThreadData = { skTrainRank: { memory, rank, size } };
    return new Worker(programUrl(), { argv: [...args], workerData });
  });
  const names = ['SIGINT', 'SIGTERM'] as const;
  let asked = false;
  const listeners = names.map((name) => {
    const listener = (): void => {
      for (const worker of workers) {
        if (asked) void worker.terminate();
        else worker.postMessage(name);
      }
      asked = true;
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  let isLost = false;
  try {
    const codes: number[] = [];
    await new Promise<void>((resolve) => {
      for (const [rank, worker] of workers.entries()) {
        worker.on('message', ({ abort }: AbortRequest) => {
          codes.push(abort);
          resolve();
        });
        worker.on('error', (error) => {
          isLost = true;
          onLost(`rank ${rank} has died: ${error.message}`);
        });
        worker.on('exit', (code) => {
          codes.push(code);
          if (codes.length === size) resolve();
          else if (code !== 0) setTimeout(() => resolve(), grace).unref();
        });
      }
    });
    return isLost ? undefined : (codes.find((code) => code !== 0) ?? 0);
  } finally {
    for (const [name, listener] of listeners) process.off(name, listener);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
