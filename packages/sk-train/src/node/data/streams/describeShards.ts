/** Sentences about shards. */
import type { ShardSet } from './findShards.js';

/**
 * Says what is left out of shards: how many members of each kind, and some of their names.
 * @returns An empty text where nothing is.
 */
export function describeLeftOut({ totals: { problems, examples } }: ShardSet): string {
  if (problems.size === 0) return '';
  const told = [...problems].map(([problem, count]) => `${count} ${problem}`);
  return `left out of shards: ${told.join(', ')}: ${examples.join('; ')}`;
}
