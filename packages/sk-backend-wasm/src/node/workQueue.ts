/**
 * The work queue of a thread pool, in memory that all threads share: a header of words, then the arguments of all calls
 * as float64.
 */

type Word = 'round' | 'open' | 'done' | 'failed' | 'kernel' | 'calls' | 'arity' | 'asleep' | 'callerAsleep';

/** Indices of the words in the header. */
export const word: Readonly<Record<Word, number>> = {
  /** Number of the round. Helpers sleep until it changes. */
  round: 0,
  /**
   * Round << callBits | calls that no thread has taken. Both stand in one word, so that a late helper cannot take a
   * call of the next round.
   */
  open: 1,
  /** Number of calls that have returned. */
  done: 2,
  /** Whether a call threw. */
  failed: 3,
  /** Index of the kernel among the exports. */
  kernel: 4,
  calls: 5,
  /** Numbers in each call. */
  arity: 6,
  /** Number of helpers that sleep. */
  asleep: 7,
  /** Whether the caller sleeps. */
  callerAsleep: 8,
};

export const callBits: number = 8;
export const mostRounds: number = 2 ** 23;
export const headerBytes: number = 64;
export const mostNumbers: number = 4096;

/** The program of each helper. It is text, since it must start from sources, bundles and tests alike. */
export const helperSource: string = `
'use strict';
const { workerData } = require('node:worker_threads');
const { module, memory, queue, spins } = workerData;
const words = new Int32Array(queue);
const numbers = new Float64Array(queue, ${headerBytes});
const kernels = Object.values(new WebAssembly.Instance(module, { env: { memory } }).exports);
for (let seen = 0; ; ) {
  let round = Atomics.load(words, ${word.round});
  for (let i = 0; round === seen && i < spins; i++) round = Atomics.load(words, ${word.round});
  if (round === seen) {
    Atomics.add(words, ${word.asleep}, 1);
    Atomics.wait(words, ${word.round}, seen);
    Atomics.sub(words, ${word.asleep}, 1);
    continue;
  }
  seen = round;
  for (;;) {
    const open = Atomics.load(words, ${word.open});
    const left = open & ${2 ** callBits - 1};
    if (open >>> ${callBits} !== round || left === 0) break;
    if (Atomics.compareExchange(words, ${word.open}, open, open - 1) !== open) continue;
    const arity = words[${word.arity}], calls = words[${word.calls}];
    const first = (calls - left) * arity;
    try {
      kernels[words[${word.kernel}]](...numbers.subarray(first, first + arity));
    } catch {
      Atomics.store(words, ${word.failed}, 1);
    }
    if (Atomics.add(words, ${word.done}, 1) + 1 === calls && Atomics.load(words, ${word.callerAsleep}) === 1) {
      Atomics.notify(words, ${word.done});
    }
  }
}
`;
