import type { RandomStream } from './randomStream.js';

/** Returns a number of the standard normal distribution, by Box and Muller. */
export function normal(stream: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
  return radius * Math.cos(2 * Math.PI * stream.uniform());
}
