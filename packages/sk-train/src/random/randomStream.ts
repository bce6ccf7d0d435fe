/**
 * Random numbers without state: each is a function of seed, purpose and position alone, so a run that resumes at any
 * batch draws what the uninterrupted run draws.
 */
import { elementAt, philox } from 'sk-core';

/** The use of a stream: two purposes never share numbers. */
export type Purpose =
  | 'shuffle'
  | 'augment'
  | 'data'
  | 'interpolation'
  | 'rotation'
  | 'policy'
  | 'jitter'
  | 'erasing'
  | 'mixing'
  | 'balance'
  | 'shards';

const purposes: Readonly<Record<Purpose, number>> = {
  shuffle: 1,
  augment: 2,
  data: 3,
  interpolation: 4,
  rotation: 5,
  policy: 6,
  jitter: 7,
  erasing: 8,
  mixing: 9,
  balance: 10,
  shards: 11,
};

/** The numbers that belong to one position, for example to image `index` in epoch `epoch`. */
export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #position: readonly [number, number];
  #block = 0;
  #words: ReturnType<typeof philox> = [0, 0, 0, 0];
  #next = 4;

  constructor(seed: number, purpose: Purpose, epoch = 0, index = 0) {
    this.#key = [seed >>> 0, purposes[purpose]];
    this.#position = [epoch >>> 0, index >>> 0];
  }

  /** Returns a whole number from 0 to 2^32 - 1. */
  uint32(): number {
    if (this.#next === 4) {
      this.#words = philox([this.#block++, 0, ...this.#position], this.#key);
      this.#next = 0;
    }
    return elementAt(this.#words, this.#next++);
  }

  /** Returns a number from `low` (included) to `high` (excluded). */
  uniform(low = 0, high = 1): number {
    return low + (this.uint32() / 2 ** 32) * (high - low);
  }

  /** Returns a whole number from 0 to `count - 1`. */
  integer(count: number): number {
    return Math.floor((this.uint32() / 2 ** 32) * count);
  }
}

/** Returns the numbers 0 to `size - 1` in random order. */
export function permutation(size: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  for (let last = size - 1; last > 0; last--) {
    const other = stream.integer(last + 1);
    const kept = elementAt(order, last);
    order[last] = elementAt(order, other);
    order[other] = kept;
  }
  return order;
}
