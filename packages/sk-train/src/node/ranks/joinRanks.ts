/** The ranks that this process or thread was started with. */
import { fstatSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { Ranks } from 'sk-core';
import { RankError } from '../../ranks/rankError.js';
import { ThreadRanks } from '../../ranks/threadRanks.js';
import { type Launch, launchOf } from './launch.js';
import { type AbortRequest, threadPlace } from './threadPlace.js';

/**
 * Joins the ranks that were started with this one; undefined where it runs alone.
 *
 * @throws RankError where sk-mpi is missing, or sees other ranks than the launcher has started; MpiError
 */
export async function joinRanks(): Promise<Ranks | undefined> {
  const place = threadPlace();
  if (place !== undefined) {
    listenToParent();
    return new ThreadRanks(place, abortThreads);
  }
  const launch = launchOf(process.env);
  if (launch === undefined) return undefined;
  checkConnection();
  const ranks = await startMpi(launch);
  if (ranks.size !== launch.size) {
    throw new RankError(
      `${launch.launcher} has started ${launch.size} ranks, and ${ranks.engine} sees ${ranks.size}: set SK_MPI_LIBRARY to the libmpi of that launcher`,
    );
  }
  // mpirun of both libraries hands this signal on, and ends its ranks on SIGTERM before they have saved.
  process.on('SIGUSR2', () => process.emit('SIGTERM', 'SIGTERM'));
  return ranks;
}

/** Asks the main thread to end all threads, and waits for that. */
function abortThreads(exitCode: number): never {
  const request: AbortRequest = { abort: exitCode };
  parentPort?.postMessage(request);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  return process.exit(exitCode);
}

/** Signals reach the main thread alone, which hands them on. */
function listenToParent(): void {
  parentPort?.on('message', (name: 'SIGINT' | 'SIGTERM') => process.emit(name, name));
  parentPort?.unref();
}

async function startMpi({ launcher, size, implementation }: Launch): Promise<Ranks> {
  const mpi = await import('sk-mpi/node').catch((error: Error) => {
    if (!error.message.includes("'sk-mpi'")) throw error;
    throw new RankError(
      `${launcher} has started ${size} ranks, and sk-mpi is not installed, which they need to reach each other: npm install sk-mpi`,
    );
  });
  return await mpi.startMpi(implementation && { implementation });
}

/** MPICH's mpiexec talks to its ranks over a file descriptor, which Node does not hand on to its children. */
function checkConnection(): void {
  const { PMI_FD: descriptor } = process.env;
  if (descriptor === undefined) return;
  try {
    if (fstatSync(Number(descriptor)).isSocket()) return;
  } catch {
    // It is closed.
  }
  throw new RankError(
    "npx has closed the connection to MPICH's mpiexec: start node_modules/.bin/sk-train instead, or mpiexec with -pmi-port",
  );
}
