/**
 * Random numbers without state: each is a function of seed, purpose and position alone, so a run that resumes at any
 * batch draws what the uninterrupted run draws. Philox 4x32-10 of Salmon et al., "Parallel random numbers: as easy
 * as 1, 2, 3" (SC 2011), checked against its published answers.
 */
import { elementAt } from 'sk-core';

/** The use of a stream: two purposes never share numbers. */
export type Purpose = 'shuffle' | 'augment' | 'data';

const purposes: Readonly<Record<Purpose, number>> = { shuffle: 1, augment: 2, data: 3 };

type Words = readonly [number, number, number, number];

/** Returns the upper 32 bits of a * b, both uint32. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Returns four random uint32 for a counter of four and a key of two: Philox 4x32-10. */
export function philox(counter: Words, key: readonly [number, number]): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The numbers that belong to one position, for example to image `index` in epoch `epoch`. */
export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #position: readonly [number, number];
  #block = 0;
  #words: Words = [0, 0, 0, 0];
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
