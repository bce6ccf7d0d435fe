/**
 * The order in which an epoch reads shards: in another order each time, and some thousand samples of neighbouring shards
 * mixed with one another. It follows from seed and epoch alone, and of any batch without those before it.
 */
import { elementAt } from 'sk-core';
import { permutation, RandomStream } from '../../../random/randomStream.js';

/** Shards whose samples are mixed with one another. */
export interface ShardGroup {
  /** Numbers of the shards, in the order in which they are read. */
  readonly shards: readonly number[];
  /** The place of the first sample in the epoch. */
  readonly start: number;
  readonly size: number;
  /** The sample, counted through the shards, at each place of the group. */
  readonly order: () => Uint32Array;
}

/** The order of an epoch. */
export interface Shuffle {
  readonly seed: number;
  readonly epoch: number;
  /** Samples that are mixed with one another, at least. */
  readonly window: number;
}

/**
 * Yields the groups of an epoch.
 * @param counts Samples of each shard.
 * @param shuffle Undefined for shards and samples in their own order.
 */
export function* shardGroups(
  counts: readonly number[],
  shuffle: Shuffle | undefined,
): Generator<ShardGroup, void, undefined> {
  const order = shardOrder(counts.length, shuffle);
  const { window = 1 } = shuffle ?? {};
  let shards: number[] = [];
  let [start, size, number] = [0, 0, 0];
  for (const [place, shard] of order.entries()) {
    shards.push(shard);
    size += elementAt(counts, shard);
    if (size < window && place + 1 < order.length) continue;
    if (size > 0) yield { shards, start, size, order: sampleOrder(size, number, shuffle) };
    start += size;
    number++;
    shards = [];
    size = 0;
  }
}

function shardOrder(count: number, shuffle: Shuffle | undefined): Uint32Array {
  if (shuffle === undefined) return inOrder(count);
  return permutation(count, new RandomStream(shuffle.seed, 'shards', shuffle.epoch));
}

function sampleOrder(size: number, group: number, shuffle: Shuffle | undefined): () => Uint32Array {
  if (shuffle === undefined) return () => inOrder(size);
  return () => permutation(size, new RandomStream(shuffle.seed, 'shuffle', shuffle.epoch, group));
}

const inOrder = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);
