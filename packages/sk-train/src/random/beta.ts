import { normal } from './normal.js';
import type { RandomStream } from './randomStream.js';

/** Returns a number of the distribution Beta(alpha, alpha), 0 to 1. @param alpha Above 0. */
export function symmetricBeta(stream: RandomStream, alpha: number): number {
  const [a, b] = [logGamma(stream, alpha), logGamma(stream, alpha)];
  return 1 / (1 + Math.exp(b - a));
}

/**
 * Returns the logarithm of a number of the distribution Gamma(alpha), by Marsaglia and Tsang: the number itself is often 0
 * for a small alpha.
 */
function logGamma(stream: RandomStream, alpha: number): number {
  if (alpha < 1) return logGamma(stream, alpha + 1) + Math.log(1 - stream.uniform()) / alpha;
  const d = alpha - 1 / 3;
  for (;;) {
    const x = normal(stream);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    const u = 1 - stream.uniform();
    if (v > 0 && Math.log(u) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
