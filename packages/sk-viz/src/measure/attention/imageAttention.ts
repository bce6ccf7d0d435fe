/** The attention of one image in one unit, as the statistics take it. */
import type { AttentionSite } from 'sk-models';
import type { AttentionBatch } from './collectAttention.js';

/** `[M, C]` of one image of a batch; `row` is its place in the batch. */
export function imageAttention(batch: AttentionBatch, unit: number, row: number): Float32Array {
  const values = batch.attention[unit]!;
  const size = values.length / batch.count;
  return values.subarray(row * size, (row + 1) * size);
}

/** Of `[M, C]` the `C` numbers of branch m. */
export function branchAttention(attention: Float32Array, m: number, channels: number): Float32Array {
  return attention.subarray(m * channels, (m + 1) * channels);
}

/** Indices of the kernels with the largest and the smallest extent; of equal ones the last and the first. */
export function extremeBranches({ branches }: Pick<AttentionSite, 'branches'>): {
  largest: number;
  smallest: number;
} {
  const sizes = branches.map((branch) => branch.effectiveSize);
  return { largest: sizes.lastIndexOf(Math.max(...sizes)), smallest: sizes.indexOf(Math.min(...sizes)) };
}

/** Attention of the largest minus that of the smallest kernel, averaged over channels (Fig. 3, right). */
export function largeMinusSmall(attention: Float32Array, site: AttentionSite): number {
  const { largest, smallest } = extremeBranches(site);
  const mean = (m: number): number => average(branchAttention(attention, m, site.channels));
  return mean(largest) - mean(smallest);
}

export function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
