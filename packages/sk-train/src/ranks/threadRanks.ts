/** Ranks that are threads of one process, over memory that they share. */
import { elementAt, OptionError, type Ranks } from 'sk-core';
import { CallQueue } from './callQueue.js';
import { RankError } from './rankError.js';

/** Words of the header: members that have come to the meeting under way, and the number of meetings so far. */
const came = 0;
const meetings = 1;
const headerBytes = 8;
/** Values of one rank that are in the shared memory at a time. */
const slotValues = 1 << 18;

/** Returns the memory of a group of threads. */
export function threadMemory(size: number): SharedArrayBuffer {
  if (!(Number.isInteger(size) && size >= 1)) {
    throw new OptionError(`threadMemory: size wants a whole number from 1, got ${size}`);
  }
  return new SharedArrayBuffer(headerBytes + 4 * slotValues * (size + 1));
}

export interface ThreadPlace {
  /** The memory that {@link threadMemory} has returned, in every thread the same. */
  readonly memory: SharedArrayBuffer;
  readonly rank: number;
  readonly size: number;
}

export class ThreadRanks implements Ranks {
  readonly engine = 'threads';
  readonly rank: number;
  readonly size: number;
  readonly localRank: number;
  readonly localSize: number;
  readonly #header: Int32Array;
  /** A slot for each rank, and one for the sums. */
  readonly #slots: readonly Float32Array[];
  readonly #onAbort: (exitCode: number) => never;
  readonly #calls = new CallQueue();

  /** @param onAbort Ends all threads. */
  constructor({ memory, rank, size }: ThreadPlace, onAbort: (exitCode: number) => never) {
    this.rank = this.localRank = rank;
    this.size = this.localSize = size;
    this.#header = new Int32Array(memory, 0, 2);
    this.#slots = Array.from(
      { length: size + 1 },
      (_, slot) => new Float32Array(memory, headerBytes + 4 * slotValues * slot, slotValues),
    );
    this.#onAbort = onAbort;
  }

  async allreduce(values: Float32Array): Promise<void> {
    await this.#calls.run(async () => {
      for (const _ of this.#sum(values)) await this.#meet();
    });
  }

  allreduceSync(values: Float32Array, seconds: number = Number.POSITIVE_INFINITY): boolean {
    if (!this.#calls.isIdle)
      throw new RankError('allreduceSync while another call of this rank is under way');
    const end = performance.now() + 1000 * seconds;
    for (const _ of this.#sum(values)) if (!this.#meetUntil(end)) return false;
    return true;
  }

  /** Sums values, and yields where all threads meet. */
  *#sum(values: Float32Array): Generator<void> {
    for (let start = 0; start < values.length; start += slotValues) {
      const part = values.subarray(start, start + slotValues);
      elementAt(this.#slots, this.rank).set(part);
      yield;
      this.#addShare(part.length);
      yield;
      part.set(elementAt(this.#slots, this.size).subarray(0, part.length));
      // Nobody writes the next sums before all have read these: they stand behind the next meeting.
    }
  }

  async broadcast(bytes: Uint8Array, root = 0): Promise<void> {
    await this.#calls.run(async () => {
      const { buffer, byteOffset } = elementAt(this.#slots, root);
      const slot = new Uint8Array(buffer, byteOffset, 4 * slotValues);
      for (let start = 0; start < bytes.length; start += slot.length) {
        const part = bytes.subarray(start, start + slot.length);
        if (this.rank === root) slot.set(part);
        await this.#meet();
        if (this.rank !== root) part.set(slot.subarray(0, part.length));
        await this.#meet();
      }
    });
  }

  async barrier(): Promise<void> {
    await this.#calls.run(() => this.#meet());
  }

  abort(exitCode: number): never {
    return this.#onAbort(exitCode);
  }

  async close(): Promise<void> {
    await this.barrier();
  }

  /** Adds up this thread's share of the slots, in the order of the ranks, so that the bits do not depend on who is first. */
  #addShare(length: number): void {
    const start = Math.floor((this.rank * length) / this.size);
    const end = Math.floor(((this.rank + 1) * length) / this.size);
    const sums = elementAt(this.#slots, this.size).subarray(start, end);
    sums.set(elementAt(this.#slots, 0).subarray(start, end));
    for (let rank = 1; rank < this.size; rank++) {
      const own = elementAt(this.#slots, rank).subarray(start, end);
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (own[i] as number);
    }
  }

  /** Ends when all threads have come. */
  async #meet(): Promise<void> {
    const meeting = this.#come();
    if (meeting === undefined) return;
    const waiting = Atomics.waitAsync(this.#header, meetings, meeting);
    if (!waiting.async) return;
    // Nothing else keeps a thread alive that waits for memory to change.
    const alive = setInterval(() => undefined, 1 << 30);
    try {
      await waiting.value;
    } finally {
      clearInterval(alive);
    }
  }

  /** Returns when all threads have come, or false at a time of `performance.now()`. */
  #meetUntil(end: number): boolean {
    const meeting = this.#come();
    if (meeting === undefined) return true;
    const wait = Math.max(0, end - performance.now());
    return Atomics.wait(this.#header, meetings, meeting, wait) !== 'timed-out';
  }

  /** Comes to the meeting and returns its number to wait for; undefined for the last one to come. */
  #come(): number | undefined {
    const header = this.#header;
    const meeting = Atomics.load(header, meetings);
    if (Atomics.add(header, came, 1) < this.size - 1) return meeting;
    Atomics.store(header, came, 0);
    Atomics.add(header, meetings, 1);
    Atomics.notify(header, meetings);
    return undefined;
  }
}
