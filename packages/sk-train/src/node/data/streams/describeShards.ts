/** Sentences about shards. */
import type { ShardSet } from './findShards.js';

/**
 * Says what is left out of shards: how many members of each kind, and some of their names.
 * @returns An empty text where nothing is.
 */
export function describeLeftOut({ shards }: ShardSet): string {
  const counts = new Map<string, number>();
  const examples: string[] = [];
  for (const { name, summary } of shards) {
    for (const [problem, count] of summary.problems) counts.set(problem, (counts.get(problem) ?? 0) + count);
    for (const example of summary.examples) {
      if (examples.length < 3) examples.push(`${name}: ${example}`);
    }
  }
  if (counts.size === 0) return '';
  const told = [...counts].map(([problem, count]) => `${count} ${problem}`);
  return `left out of shards: ${told.join(', ')}: ${examples.join('; ')}`;
}
