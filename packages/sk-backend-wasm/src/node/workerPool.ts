/**
 * A thread pool for kernels on the heap of the wasm backend. Every thread, the calling one included, takes the next
 * call until none is left. So no thread waits for a helper that has not woken, and a result does not depend on which
 * thread makes which call.
 */
import { Worker } from 'node:worker_threads';
import { elementAt } from 'sk-core';
import { instantiateKernels, type Kernels, kernelNamed } from '../module/kernelModule.js';
import type { ThreadPool, ThreadPoolFactory } from '../module/threadPool.js';
import { callBits, headerBytes, helperSource, mostNumbers, mostRounds, word } from './workQueue.js';

/**
 * How often a thread looks at the queue before it sleeps: about 150 microseconds, the usual gap between two kernels.
 */
const spins = 20_000;

/**
 * Returns a factory of pools.
 *
 * @param threads Number of threads, the calling one included; at least 2.
 * @param leastShared Nanoseconds of work from which sharing pays: fewer with a helper that is awake, more with one
 *   that sleeps.
 */
export const workerPool =
  (threads: number, leastShared = 60_000): ThreadPoolFactory =>
  (module, memory) =>
    new WorkerPool(threads, leastShared, module, memory);

class WorkerPool implements ThreadPool {
  readonly threads: number;
  readonly leastShared: number;
  readonly kernels: Kernels;
  readonly #names: readonly string[];
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  #round = 0;

  constructor(threads: number, leastShared: number, module: WebAssembly.Module, memory: WebAssembly.Memory) {
    this.threads = threads;
    this.leastShared = leastShared;
    this.kernels = instantiateKernels(module, memory);
    this.#names = Object.keys(this.kernels);
    const queue = new SharedArrayBuffer(headerBytes + mostNumbers * 8);
    this.#words = new Int32Array(queue);
    this.#numbers = new Float64Array(queue, headerBytes);
    for (let i = 1; i < threads; i++) {
      new Worker(helperSource, { eval: true, workerData: { module, memory, queue, spins } }).unref();
    }
  }

  run<Name extends keyof Kernels>(name: Name, calls: readonly Parameters<Kernels[Name]>[]): void {
    const kernel = kernelNamed(this.kernels, name);
    const [first] = calls as readonly (readonly number[])[];
    if (first === undefined) return;
    const tooMany = calls.length >= 2 ** callBits || calls.length * first.length > mostNumbers;
    if (calls.length === 1 || tooMany) {
      for (const numbers of calls) kernel(...numbers);
      return;
    }
    this.#publish(name, calls);
    this.#work(kernel, calls);
    this.#wait(calls.length);
    if (Atomics.load(this.#words, word.failed) === 1) throw new Error(`${name}: failed in a thread`);
  }

  #publish(name: string, calls: readonly (readonly number[])[]): void {
    const words = this.#words;
    calls.forEach((numbers, i) => {
      this.#numbers.set(numbers, i * numbers.length);
    });
    words[word.kernel] = this.#names.indexOf(name);
    words[word.calls] = calls.length;
    words[word.arity] = calls[0]?.length ?? 0;
    Atomics.store(words, word.failed, 0);
    Atomics.store(words, word.done, 0);
    this.#round = (this.#round + 1) % mostRounds;
    Atomics.store(words, word.open, (this.#round << callBits) | calls.length);
    Atomics.store(words, word.round, this.#round);
    if (Atomics.load(words, word.asleep) > 0) Atomics.notify(words, word.round);
  }

  /** Makes calls until none is left. It goes on after a call that throws. */
  #work(kernel: (...numbers: readonly number[]) => void, calls: readonly (readonly number[])[]): void {
    const words = this.#words;
    for (;;) {
      const open = Atomics.load(words, word.open);
      const left = open & (2 ** callBits - 1);
      if (left === 0) return;
      if (Atomics.compareExchange(words, word.open, open, open - 1) !== open) continue;
      try {
        kernel(...elementAt(calls, calls.length - left));
      } catch {
        Atomics.store(words, word.failed, 1);
      }
      Atomics.add(words, word.done, 1);
    }
  }

  #wait(calls: number): void {
    const words = this.#words;
    let done = Atomics.load(words, word.done);
    for (let i = 0; done < calls && i < spins; i++) done = Atomics.load(words, word.done);
    while (done < calls) {
      Atomics.store(words, word.callerAsleep, 1);
      Atomics.wait(words, word.done, done);
      Atomics.store(words, word.callerAsleep, 0);
      done = Atomics.load(words, word.done);
    }
  }
}
