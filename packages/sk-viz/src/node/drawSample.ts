/** A random sample that the seed alone decides. */
import { elementAt } from 'sk-core';

/** Draws `limit` of the items, or all, in an order that the seed alone decides. */
export function drawSample<T>(items: readonly T[], limit: number, seed: number): T[] {
  const pool = [...items];
  const next = randomNumbers(seed);
  const wanted = Math.min(limit, pool.length);
  for (let i = 0; i < wanted; i++) {
    const other = i + Math.floor(next() * (pool.length - i));
    [pool[i], pool[other]] = [elementAt(pool, other), elementAt(pool, i)];
  }
  return pool.slice(0, wanted);
}

/** Returns a generator of numbers from 0 to 1: splitmix32. */
function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
