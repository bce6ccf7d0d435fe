/** Random numbers for samples and resampling: splitmix32, whose stream a seed of 32 bits decides. */

/** Returns a generator of numbers from 0 (included) to 1 (excluded). The same seed gives the same numbers. */
export function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
