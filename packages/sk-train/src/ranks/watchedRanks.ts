/** Ranks whose calls end with an error where another rank does not answer. */
import type { Ranks } from 'sk-core';
import { RankError } from './rankError.js';

export interface WatchOptions {
  /** Seconds to wait for the other ranks; by default 10 times the longest step so far, and 60 at least. */
  readonly timeout?: number | undefined;
}

/** Steps that a wait may take. */
const patience = 10;
const leastSeconds = 60;
/** Before the first step ranks read their data, each in its own time. */
const startSeconds = 600;

export class WatchedRanks implements Ranks {
  readonly engine: string;
  readonly rank: number;
  readonly size: number;
  readonly localRank: number;
  readonly localSize: number;
  readonly #ranks: Ranks;
  readonly #timeout: number | undefined;
  #longestStep: number | undefined;
  #waited = 0;
  /** Calls that have not ended, and when the first of them began. */
  #underWay = 0;
  #began = 0;

  constructor(ranks: Ranks, { timeout }: WatchOptions = {}) {
    this.engine = ranks.engine;
    this.rank = ranks.rank;
    this.size = ranks.size;
    this.localRank = ranks.localRank;
    this.localSize = ranks.localSize;
    this.#ranks = ranks;
    this.#timeout = timeout;
  }

  /** Is told how long a step took. */
  stepTook(seconds: number): void {
    this.#longestStep = Math.max(this.#longestStep ?? 0, seconds);
  }

  /** Returns the seconds that calls have taken since the last time that this was asked. */
  takeWaited(): number {
    const waited = this.#waited;
    this.#waited = 0;
    return waited;
  }

  async allreduce(values: Float32Array): Promise<void> {
    await this.#watched(this.#ranks.allreduce(values));
  }

  allreduceSync(values: Float32Array): boolean {
    const seconds = this.patience;
    const began = performance.now();
    const isDone = this.#ranks.allreduceSync(values, seconds);
    this.#waited += (performance.now() - began) / 1000;
    if (!isDone) throw this.#silence(seconds);
    return true;
  }

  async broadcast(bytes: Uint8Array, root?: number): Promise<void> {
    await this.#watched(this.#ranks.broadcast(bytes, root));
  }

  async barrier(): Promise<void> {
    await this.#watched(this.#ranks.barrier());
  }

  abort(exitCode: number): never {
    return this.#ranks.abort(exitCode);
  }

  async close(): Promise<void> {
    await this.#watched(this.#ranks.close());
  }

  /** Returns the seconds that a call may take now. */
  get patience(): number {
    if (this.#longestStep === undefined) return Math.max(startSeconds, this.#timeout ?? 0);
    return this.#timeout ?? Math.max(leastSeconds, patience * this.#longestStep);
  }

  async #watched(call: Promise<void>): Promise<void> {
    const seconds = this.patience;
    if (this.#underWay++ === 0) this.#began = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await Promise.race([
        call,
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(this.#silence(seconds)), 1000 * seconds);
        }),
      ]);
    } finally {
      clearTimeout(timer);
      if (--this.#underWay === 0) this.#waited += (performance.now() - this.#began) / 1000;
    }
  }

  #silence(seconds: number): RankError {
    return new RankError(
      `another rank has not answered rank ${this.rank} of ${this.size} for ${Math.round(10 * seconds) / 10} s: it hangs, or is slower than --rank-timeout (rankTimeout) allows`,
    );
  }
}
