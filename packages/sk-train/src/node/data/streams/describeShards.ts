/** Sentences about shards. */
import type { ShardTotals } from './shardTotals.js';

/**
 * Says what is left out of shards: how many members of each kind, and some of their names.
 * @returns An empty text where nothing is.
 */
export function describeLeftOut({
  totals: { problems, examples },
}: {
  readonly totals: ShardTotals;
}): string {
  if (problems.size === 0) return '';
  const told = [...problems].map(([problem, count]) => `${count} ${problem}`);
  return `left out of shards: ${told.join(', ')}: ${examples.join('; ')}`;
}
