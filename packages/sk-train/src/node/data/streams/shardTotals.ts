/** Sums over the indices of several shards. */
import type { OpenedShard } from 'sk-io/node';

type Summary = OpenedShard['summary'];

/** Members that are named in messages. */
const mostExamples = 5;

/** Sums over shards. */
export class ShardTotals {
  /** Bytes of all samples. */
  bytes = 0;
  /** Samples of each class, by its index or its name in the shards. */
  readonly classes: Map<number | string, number> = new Map();
  /** Members that are left out, with the number of each kind. */
  readonly problems: Map<string, number> = new Map();
  /** Some of these members, with their shards. */
  readonly examples: string[] = [];
  isTfrecord = true;

  add(shard: string, { format, bytes, classes, problems, examples }: Summary): void {
    this.bytes += bytes;
    this.isTfrecord &&= format === 'tfrecord';
    addAll(this.classes, classes);
    addAll(this.problems, problems);
    for (const example of examples) {
      if (this.examples.length < mostExamples) this.examples.push(`${shard}: ${example}`);
    }
  }
}

function addAll<K>(sums: Map<K, number>, counts: ReadonlyMap<K, number>): void {
  for (const [key, count] of counts) sums.set(key, (sums.get(key) ?? 0) + count);
}
