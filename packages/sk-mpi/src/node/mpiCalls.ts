/**
 * The program of the thread that waits in calls of MPI: it takes calls in their order, and answers each when it has ended.
 * MPI_THREAD_SERIALIZED allows calls from any thread, one at a time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Implementation } from './implementation.js';
import { errorText, loadLibrary } from './mpiLibrary.js';

/** A call with the address of its memory, and the number of values or bytes there. */
export type MpiCall =
  | { readonly name: 'MPI_Allreduce'; readonly address: bigint; readonly count: number }
  | {
      readonly name: 'MPI_Bcast';
      readonly address: bigint;
      readonly count: number;
      readonly root: number;
    }
  | { readonly name: 'MPI_Barrier' };

export interface MpiOutcome {
  /** The reason why a call has failed. */
  readonly error?: string;
}

/** The library that the process has started. */
export interface MpiThreadData {
  readonly implementation: Implementation;
  readonly file: string;
}

const { implementation, file } = workerData as MpiThreadData;
const { functions, facts, handle } = loadLibrary({ implementation, library: file });
const world = handle('world');

function codeOf(call: MpiCall): number {
  switch (call.name) {
    case 'MPI_Allreduce':
      return functions.allreduce(
        facts.inPlace,
        call.address,
        call.count,
        handle('float'),
        handle('sum'),
        world,
      );
    case 'MPI_Bcast':
      return functions.broadcast(call.address, call.count, handle('byte'), call.root, world);
    case 'MPI_Barrier':
      return functions.barrier(world);
  }
}

parentPort?.on('message', (call: MpiCall) => {
  const code = codeOf(call);
  const outcome: MpiOutcome =
    code === 0 ? {} : { error: `sk-mpi: ${call.name} failed: ${errorText(functions, code)}` };
  parentPort?.postMessage(outcome);
});
