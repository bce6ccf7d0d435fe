/**
 * Philox-4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): four words that follow from a
 * counter and a key, so that each can be computed alone.
 */

const rounds = 10;
const [factor0, factor1] = [0xd2511f53, 0xcd9e8d57];
const [step0, step1] = [0x9e3779b9, 0xbb67ae85];

/** Writes the four words of a counter, which it overwrites. @param counter Four words. */
export function philox(counter: Uint32Array, key0: number, key1: number): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = counter;
  let [k0, k1] = [key0, key1];
  for (let round = 0; round < rounds; round++) {
    const [high0, low0] = [highWord(factor0, c0), Math.imul(factor0, c0)];
    const [high1, low1] = [highWord(factor1, c2), Math.imul(factor1, c2)];
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1 >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + step0) >>> 0;
    k1 = (k1 + step1) >>> 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

/** Returns the upper 32 bits of a product. Each product on the way is exact in a double. */
function highWord(a: number, b: number): number {
  const lower = Math.floor((a * (b & 0xffff)) / 2 ** 16);
  return Math.floor((a * (b >>> 16) + lower) / 2 ** 16);
}
