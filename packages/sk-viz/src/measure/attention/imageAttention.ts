/** The attention of one image in one unit, and the numbers that the statistics take from it. */
import { elementAt } from 'sk-core';
import type { AttentionSite } from 'sk-models';
import type { AttentionBatch } from './collectAttention.js';

/**
 * Returns the attention `[M, C]` of one image.
 * @param unit Index of the unit.
 * @param row Index of the image in the batch.
 */
export function imageAttention(batch: AttentionBatch, unit: number, row: number): Float32Array {
  const values = elementAt(batch.attention, unit);
  const size = values.length / batch.count;
  return values.subarray(row * size, (row + 1) * size);
}

/** Returns the `C` numbers of branch m, of attention `[M, C]`. */
export function branchAttention(attention: Float32Array, m: number, channels: number): Float32Array {
  return attention.subarray(m * channels, (m + 1) * channels);
}

/** Returns the indices of the kernels with the largest and the smallest extent; of equal ones the last and the first. */
export function extremeBranches({ branches }: Pick<AttentionSite, 'branches'>): {
  largest: number;
  smallest: number;
} {
  const sizes = branches.map((branch) => branch.effectiveSize);
  return { largest: sizes.lastIndexOf(Math.max(...sizes)), smallest: sizes.indexOf(Math.min(...sizes)) };
}

/** Returns the attention of the largest minus that of the smallest kernel, averaged over channels (Fig. 3, right). */
export function largeMinusSmall(attention: Float32Array, site: AttentionSite): number {
  const { largest, smallest } = extremeBranches(site);
  const mean = (m: number): number => average(branchAttention(attention, m, site.channels));
  return mean(largest) - mean(smallest);
}

export function average(values: readonly number[] | Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
