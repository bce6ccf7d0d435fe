/** Samples of one name in several shards, which may be one image twice. */
import { createHash } from 'node:crypto';
import type { Shard } from 'sk-io/node';

/** Returns the number of samples whose name stands in another shard too. Of each name 48 bits of a digest are kept. */
export async function repeatedKeys(shards: readonly Shard[]): Promise<number> {
  const known = new Set<number>();
  let repeated = 0;
  for (const shard of shards) {
    if (shard.format === 'tfrecord') continue;
    for (const key of (await shard.index()).keys) {
      const digest = createHash('sha256').update(key).digest().readUIntBE(0, 6);
      if (known.has(digest)) repeated++;
      else known.add(digest);
    }
  }
  return repeated;
}
