/** The members of MPI_COMM_WORLD. */
import koffi from 'koffi';
import { CallQueue, type Ranks } from 'sk-core';
import { MpiError } from './mpiError.js';
import type { MpiFunctions, MpiLibrary, PassedHandle, ReduceArguments } from './mpiLibrary.js';
import { errorText } from './mpiLibrary.js';

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
  /** MPI_THREAD_SERIALIZED allows one call at a time. */
  readonly #calls = new CallQueue();
  #isClosed = false;

  /** Starts MPI, once in the life of a process. @throws MpiError */
  constructor(library: MpiLibrary) {
    const { functions, facts, version } = library;
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
  }

  async allreduce(values: Float32Array): Promise<void> {
    const { functions } = this.#library;
    await this.#calls.run(async () => {
      for (let start = 0; start < values.length; start += mostValues) {
        const reduction = this.#reductionOf(values.subarray(start, start + mostValues));
        await this.#call('MPI_Allreduce', (done) => functions.allreduce.async(...reduction, done));
      }
    });
  }

  allreduceSync(values: Float32Array, seconds: number = Number.POSITIVE_INFINITY): boolean {
    if (!this.#calls.isIdle) throw new MpiError('sk-mpi: allreduceSync while another call is under way');
    const { functions, facts } = this.#library;
    const end = performance.now() + 1000 * seconds;
    for (let start = 0; start < values.length; start += mostValues) {
      const reduction = this.#reductionOf(values.subarray(start, start + mostValues));
      const request = new Uint8Array(handleBytes);
      check(functions, 'MPI_Iallreduce', functions.beginAllreduce(...reduction, request));
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
    const { functions, handle } = this.#library;
    await this.#calls.run(async () => {
      for (let start = 0; start < bytes.length; start += mostValues) {
        const part = bytes.subarray(start, start + mostValues);
        await this.#call('MPI_Bcast', (done) =>
          functions.broadcast.async(part, part.length, handle('byte'), root, this.#world, done),
        );
      }
    });
  }

  async barrier(): Promise<void> {
    const { barrier } = this.#library.functions;
    await this.#calls.run(() => this.#call('MPI_Barrier', (done) => barrier.async(this.#world, done)));
  }

  abort(exitCode: number): never {
    const { functions } = this.#library;
    if (!this.#isClosed) functions.abort(this.#world, exitCode);
    return leave(exitCode);
  }

  async close(): Promise<void> {
    const { functions } = this.#library;
    await this.#calls.run(async () => {
      if (this.#isClosed) return;
      await this.#call('MPI_Barrier', (done) => functions.barrier.async(this.#world, done));
      this.#isClosed = true;
      check(functions, 'MPI_Finalize', functions.finalize());
    });
  }

  #placeIn(communicator: PassedHandle): readonly [rank: number, size: number] {
    const { functions } = this.#library;
    const rank: [number] = [0];
    const size: [number] = [0];
    check(functions, 'MPI_Comm_rank', functions.rank(communicator, rank));
    check(functions, 'MPI_Comm_size', functions.size(communicator, size));
    return [rank[0], size[0]];
  }

  /** Returns what a sum over all members is asked with, in place. */
  #reductionOf(part: Float32Array): ReduceArguments {
    const { facts, handle } = this.#library;
    return [facts.inPlace, part, part.length, handle('float'), handle('sum'), this.#world];
  }

  async #call(
    name: string,
    begin: (done: (error: Error | null, code: number) => void) => void,
  ): Promise<void> {
    if (this.#isClosed) throw new MpiError(`sk-mpi: ${name} after close()`);
    const code = await new Promise<number>((resolve, reject) => {
      begin((error, result) => (error === null ? resolve(result) : reject(error)));
    });
    check(this.#library.functions, name, code);
  }
}

function check(functions: MpiFunctions, name: string, code: number): void {
  if (code !== 0) throw new MpiError(`sk-mpi: ${name} failed: ${errorText(functions, code)}`);
}

/** Ends the process without waiting for its threads, of which one may wait for MPI for ever. */
function leave(exitCode: number): never {
  koffi.load(null).func('void _exit(int code)')(exitCode);
  throw new MpiError('sk-mpi: the process goes on after _exit');
}
