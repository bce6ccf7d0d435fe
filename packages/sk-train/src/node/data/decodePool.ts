/** Worker threads that decode images, so that the main thread can train meanwhile. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type DecodedImages, type DecodeJob, decodeImages } from './decodeImages.js';
import type { WorkerRequest } from './decodeWorker.js';

/** Thrown to everybody who waits when a worker thread ends before its time. */
export class DecodePoolError extends Error {
  override readonly name = 'DecodePoolError';
}

interface Waiting {
  readonly resolve: (images: DecodedImages) => void;
  readonly reject: (error: Error) => void;
}

interface Member {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Begins to wait for an answer, if that has not begun. */
  readonly watch: () => void;
}

/** A job is a few images, of which the largest takes some seconds. */
const defaultPatience = 300_000;

/** A thread cannot load TypeScript: where this file is source, the worker is the built one. */
function workerUrl(): URL {
  const beside = new URL('./decodeWorker.js', import.meta.url);
  const built = new URL('../../../dist/node/data/decodeWorker.js', import.meta.url);
  return existsSync(beside) ? beside : built;
}

/** As many as there are cores, for reading a set into memory; while a network trains, they mostly wait for it. */
function defaultWorkers(): number {
  return Math.min(4, availableParallelism());
}

/**
 * Starts its threads with the first job; they do not keep the process alive while nothing is asked of them. The asker
 * bounds the number of jobs under way.
 */
export class DecodePool {
  readonly #size: number;
  readonly #url: URL;
  readonly #patience: number;
  readonly #members: Member[] = [];
  #nextId = 0;
  #failure: Error | undefined;

  /**
   * @param workers threads; with 0 everything is decoded in the calling thread
   * @param patience milliseconds; a thread that says nothing for twice as long has failed
   */
  constructor(
    workers: number = defaultWorkers(),
    url: URL = workerUrl(),
    patience: number = defaultPatience,
  ) {
    this.#size = workers;
    this.#url = url;
    this.#patience = patience;
  }

  /** @throws DecodePoolError when the thread that works on it ends */
  decode(job: DecodeJob): Promise<DecodedImages> {
    if (this.#size === 0) return decodeImages(job);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const member = this.#leastBusy();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      member.waiting.set(id, { resolve, reject });
      member.worker.ref();
      member.watch();
      member.worker.postMessage({ id, job } satisfies WorkerRequest, buffersOf(job));
    });
  }

  async close(): Promise<void> {
    this.#failure ??= new DecodePoolError('the decode workers are closed');
    const ended = this.#members.splice(0).map(({ worker }) => {
      // An answer that still arrives would let the process end while it waits here.
      worker.removeAllListeners('message');
      return worker.terminate();
    });
    await Promise.all(ended);
  }

  #leastBusy(): Member {
    const idle = this.#members.find(({ waiting }) => waiting.size === 0);
    if (idle !== undefined) return idle;
    if (this.#members.length < this.#size) return this.#start();
    return this.#members.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
  }

  #start(): Member {
    // Built code, whatever flags its parent runs under.
    const worker = new Worker(this.#url, { execArgv: [] });
    const waiting = new Map<number, Waiting>();
    let clock: NodeJS.Timeout | undefined;
    const fail = (reason: string) => {
      this.#failure ??= new DecodePoolError(`a decode worker ended: ${reason}`);
      for (const { reject } of waiting.values()) reject(this.#failure);
      waiting.clear();
      clearTimeout(clock);
    };
    const giveUp = (reason: string): void => {
      fail(reason);
      void worker.terminate();
    };
    // A machine that has slept finds its clocks run out, though its threads had no time either: the second one counts.
    const wait = (isSecond: boolean): void => {
      clock = setTimeout(() => {
        if (isSecond) giveUp(`it has said nothing for ${(2 * this.#patience) / 1000} s`);
        else wait(true);
      }, this.#patience);
      clock.unref();
    };
    worker.on('message', (answer: unknown) => {
      if (!isAnswer(answer)) return giveUp('it answered what is no answer');
      const { id, pixels, failures } = answer;
      waiting.get(id)?.resolve({ pixels, failures });
      waiting.delete(id);
      clearTimeout(clock);
      clock = undefined;
      if (waiting.size === 0) worker.unref();
      else wait(false);
    });
    worker.on('error', (error) => fail(error.message));
    worker.on('exit', (code) => fail(`exit code ${code}`));
    worker.unref();
    const watch = (): void => {
      if (clock === undefined) wait(false);
    };
    const member = { worker, waiting, watch };
    this.#members.push(member);
    return member;
  }
}

/** Returns the bytes that are handed over to a worker, and are gone here. */
const buffersOf = ({ files }: DecodeJob): ArrayBuffer[] =>
  files.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes.buffer as ArrayBuffer]));

const isAnswer = (answer: unknown): answer is DecodedImages & { readonly id: number } => {
  const { id, pixels, failures } = (answer ?? {}) as Partial<DecodedImages & { id: number }>;
  return typeof id === 'number' && pixels instanceof Uint8Array && Array.isArray(failures);
};
