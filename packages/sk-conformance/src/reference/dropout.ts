/** Dropout in float64, with Philox-4x32-10 in whole numbers of any length. */
import { type Array64, at, zeros64 } from '../numbers/array64.js';

export interface DropoutSpec {
  readonly rate: number;
  readonly seed: number;
  readonly step: number;
  readonly part: number;
  readonly call: number;
}

type Words = readonly [bigint, bigint, bigint, bigint];

/** Drops the values whose random number, of 24 bits, is below the rate. */
export function dropout(x: Array64, { rate, seed, step, part, call }: DropoutSpec): Array64 {
  const y = zeros64(x.shape);
  for (let i = 0; i < x.values.length; i++) {
    const counter: Words = [BigInt(i) / 4n, BigInt(part), BigInt(step), BigInt(call)];
    const draw = Number((philoxWords(counter, [BigInt(seed), 0n])[i % 4] as bigint) >> 8n);
    // The rate is rounded to 24 bits, as the op promises, and its factor to float32.
    if (draw >= Math.round(rate * 2 ** 24)) y.values[i] = at(x, i) * Math.fround(1 / (1 - rate));
  }
  return y;
}

/** Computes Philox-4x32-10 as figure 3 of its paper has it. */
export function philoxWords(counter: Words, key: readonly [bigint, bigint]): Words {
  const word = 2n ** 32n;
  let [c0, c1, c2, c3] = counter;
  for (let round = 0n; round < 10n; round++) {
    const k0 = (key[0] + round * 0x9e3779b9n) % word;
    const k1 = (key[1] + round * 0xbb67ae85n) % word;
    const [p0, p1] = [c0 * 0xd2511f53n, c2 * 0xcd9e8d57n];
    [c0, c1, c2, c3] = [(p1 / word) ^ c1 ^ k0, p1 % word, (p0 / word) ^ c3 ^ k1, p0 % word];
  }
  return [c0, c1, c2, c3];
}
