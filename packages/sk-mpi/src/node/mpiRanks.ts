/** The members of MPI_COMM_WORLD. */
import { writeSync } from 'node:fs';
import koffi from 'koffi';
import type { Ranks } from 'sk-core';
import { watchLauncher } from './launcherWatch.js';
import type { MpiCall } from './mpiCalls.js';
import { MpiError } from './mpiError.js';
import type { MpiFunctions, MpiLibrary, PassedHandle } from './mpiLibrary.js';
import { errorText } from './mpiLibrary.js';
import { MpiThread } from './mpiThread.js';

/** Values in one call of MPI, whose counts are ints. */
const mostValues = 1 << 30;
/** The bytes that a request takes, in any interface at most. */
const handleBytes = 8;

export class MpiRanks implements Ranks {
  readonly engine: string;
  readonly rank: number;
  readonly size: number;
  readonly localRank: number;
  readonly localSize: number;
  readonly #library: MpiLibrary;
  readonly #world: PassedHandle;
  /** Makes the calls that wait for other members, but for `allreduceSync`. */
  readonly #thread: MpiThread;
  readonly #endWatch: () => void;
  #isClosed = false;

  /** Starts MPI, once in the life of a process. @throws MpiError */
  constructor(library: MpiLibrary) {
    const { functions, facts, version, implementation, file } = library;
    this.#library = library;
    const started: [number] = [0];
    check(functions, 'MPI_Initialized', functions.isInitialized(started));
    if (started[0] !== 0) throw new MpiError('sk-mpi: MPI has started in this process: startMpi() once');
    const provided: [number] = [0];
    check(functions, 'MPI_Init_thread', functions.init(null, null, facts.serialized, provided));
    if (provided[0] < facts.serialized) {
      throw new MpiError(
        `sk-mpi: ${version} is built without threads, and wants to be built with MPI_THREAD_SERIALIZED`,
      );
    }
    this.#world = library.handle('world');
    check(
      functions,
      'MPI_Comm_set_errhandler',
      functions.setErrorHandler(this.#world, library.handle('errorsReturn')),
    );
    const [rank, size] = this.#placeIn(this.#world);
    const local: [PassedHandle] = [0];
    const { sharedMemory } = facts;
    check(
      functions,
      'MPI_Comm_split_type',
      functions.split(this.#world, sharedMemory, rank, library.handle('noInfo'), local),
    );
    const [localRank, localSize] = this.#placeIn(local[0]);
    this.engine = version;
    this.rank = rank;
    this.size = size;
    this.localRank = localRank;
    this.localSize = localSize;
    this.#thread = new MpiThread({ implementation, file });
    // One that is alone may outlive the shell that started it.
    this.#endWatch = size === 1 ? () => undefined : watchLauncher(() => leaveOrphaned(rank));
  }

  async allreduce(values: Float32Array): Promise<void> {
    const parts = partsOf(values);
    await Promise.all(
      parts.map((part) =>
        this.#run({ name: 'MPI_Allreduce', address: koffi.address(part), count: part.length }, part),
      ),
    );
  }

  allreduceSync(values: Float32Array, seconds: number = Number.POSITIVE_INFINITY): boolean {
    if (!this.#thread.isIdle) throw new MpiError('sk-mpi: allreduceSync while another call is under way');
    const { functions, facts, handle } = this.#library;
    const end = performance.now() + 1000 * seconds;
    for (const part of partsOf(values)) {
      const request = new Uint8Array(handleBytes);
      const code = functions.beginAllreduce(
        facts.inPlace,
        part,
        part.length,
        handle('float'),
        handle('sum'),
        this.#world,
        request,
      );
      check(functions, 'MPI_Iallreduce', code);
      for (const flag: [number] = [0]; flag[0] === 0; ) {
        check(functions, 'MPI_Test', functions.test(request, flag, facts.noStatus));
        if (flag[0] === 0 && performance.now() > end) return false;
      }
    }
    return true;
  }

  async broadcast(bytes: Uint8Array, root = 0): Promise<void> {
    if (!(Number.isInteger(root) && root >= 0 && root < this.size)) {
      throw new MpiError(`broadcast: root wants a rank from 0 to ${this.size - 1}, got ${root}`);
    }
    const parts = partsOf(bytes);
    await Promise.all(
      parts.map((part) =>
        this.#run({ name: 'MPI_Bcast', address: koffi.address(part), count: part.length, root }, part),
      ),
    );
  }

  async barrier(): Promise<void> {
    await this.#run({ name: 'MPI_Barrier' });
  }

  abort(exitCode: number): never {
    const { functions } = this.#library;
    if (!this.#isClosed) functions.abort(this.#world, exitCode);
    return leave(exitCode);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const last = this.barrier();
    this.#isClosed = true;
    await last;
    this.#endWatch();
    await this.#thread.stop();
    const { functions } = this.#library;
    check(functions, 'MPI_Finalize', functions.finalize());
  }

  #placeIn(communicator: PassedHandle): readonly [rank: number, size: number] {
    const { functions } = this.#library;
    const rank: [number] = [0];
    const size: [number] = [0];
    check(functions, 'MPI_Comm_rank', functions.rank(communicator, rank));
    check(functions, 'MPI_Comm_size', functions.size(communicator, size));
    return [rank[0], size[0]];
  }

  async #run(call: MpiCall, memory?: Float32Array | Uint8Array): Promise<void> {
    if (this.#isClosed) throw new MpiError(`sk-mpi: ${call.name} after close()`);
    await this.#thread.run(call, memory);
  }
}

/** Returns the parts of an array that one call each can take. */
function partsOf<Values extends Float32Array | Uint8Array>(values: Values): readonly Values[] {
  const parts: Values[] = [];
  for (let start = 0; start < values.length; start += mostValues) {
    parts.push(values.subarray(start, start + mostValues) as Values);
  }
  return parts;
}

function check(functions: MpiFunctions, name: string, code: number): void {
  if (code !== 0) throw new MpiError(`sk-mpi: ${name} failed: ${errorText(functions, code)}`);
}

/** Says that the launcher is dead, and ends the process with 1. */
function leaveOrphaned(rank: number): void {
  try {
    writeSync(2, `sk-mpi: rank ${rank}: the launcher's process on this machine is dead: ending\n`);
  } finally {
    // The launcher may have been the one that would read the line.
    leave(1);
  }
}

/** Ends the process without waiting for its threads, of which one may wait for MPI for ever. */
function leave(exitCode: number): never {
  koffi.load(null).func('void _exit(int code)')(exitCode);
  throw new MpiError('sk-mpi: the process goes on after _exit');
}
