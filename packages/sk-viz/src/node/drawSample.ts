/** A random sample that the seed alone decides. */
import { elementAt } from 'sk-core';
import { splitmix32 } from '../random/splitmix32.js';

/** Draws `limit` of the items, or all, in an order that the seed alone decides. */
export function drawSample<T>(items: readonly T[], limit: number, seed: number): T[] {
  const pool = [...items];
  const next = splitmix32(seed);
  const wanted = Math.min(limit, pool.length);
  for (let i = 0; i < wanted; i++) {
    const other = i + Math.floor(next() * (pool.length - i));
    [pool[i], pool[other]] = [elementAt(pool, other), elementAt(pool, i)];
  }
  return pool.slice(0, wanted);
}
