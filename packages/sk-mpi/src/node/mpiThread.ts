/** The thread of a process that waits in calls of MPI, so that JavaScript goes on. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { MpiCall, MpiOutcome, MpiThreadData } from './mpiCalls.js';
import { MpiError } from './mpiError.js';

/** A thread cannot load TypeScript: where this file is source, its program is the built one. */
function programUrl(): URL {
  const beside = new URL('mpiCalls.js', import.meta.url);
  return existsSync(beside) ? beside : new URL('../../dist/node/mpiCalls.js', import.meta.url);
}

interface Pending {
  /** The memory that the call reads and writes, which must live until the call has ended. */
  readonly memory: Float32Array | Uint8Array | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Carries out calls of MPI, one after the other. */
export class MpiThread {
  readonly #worker: Worker;
  /** The calls that have not ended, in their order. */
  readonly #pending: Pending[] = [];
  #lost: MpiError | undefined;

  constructor(workerData: MpiThreadData) {
    this.#worker = new Worker(programUrl(), { workerData, execArgv: [] });
    this.#worker.on('message', (outcome: MpiOutcome) => this.#end(outcome));
    this.#worker.on('error', ({ message }) => {
      this.#lost = new MpiError(`sk-mpi: the thread of MPI has died: ${message}`);
      for (const { reject } of this.#pending.splice(0)) reject(this.#lost);
    });
    this.#worker.unref();
  }

  /** Tells whether all calls have ended. */
  get isIdle(): boolean {
    return this.#pending.length === 0;
  }

  /** Carries out a call, after those before it. @throws MpiError */
  async run(call: MpiCall, memory?: Float32Array | Uint8Array): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    await new Promise<void>((resolve, reject) => {
      this.#pending.push({ memory, resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage(call);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #end({ error }: MpiOutcome): void {
    const call = this.#pending.shift();
    if (this.isIdle) this.#worker.unref();
    if (error === undefined) call?.resolve();
    else call?.reject(new MpiError(error));
  }
}
