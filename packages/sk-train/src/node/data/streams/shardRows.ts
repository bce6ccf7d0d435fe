/** The index of a shard in memory, in few bytes: thousands of samples of many shards are mixed with one another. */
import { elementAt } from 'sk-core';
import type { Shard } from 'sk-io/node';

/** A sample, its place in the shard and its class. */
export interface ShardRow {
  readonly key: string;
  readonly at: number;
  readonly bytes: number;
  readonly label: number;
}

export class ShardRows {
  readonly shard: Shard;
  readonly #starts: Float64Array;
  readonly #lengths: Uint32Array;
  readonly #labels: Int32Array;
  /** All keys in one text, and where each ends. */
  readonly #keys: string;
  readonly #ends: Uint32Array;

  private constructor(
    shard: Shard,
    { keys, starts, lengths, labels }: Awaited<ReturnType<Shard['index']>>,
    indexOf: (label: number | string) => number,
  ) {
    this.shard = shard;
    this.#starts = starts;
    this.#lengths = lengths;
    this.#labels = Int32Array.from(labels, indexOf);
    this.#keys = keys.join('');
    let end = 0;
    this.#ends = Uint32Array.from(keys, ({ length }) => {
      end += length;
      return end;
    });
  }

  /** @param indexOf Returns the class that a label of the shard means. */
  static async load(shard: Shard, indexOf: (label: number | string) => number): Promise<ShardRows> {
    return new ShardRows(shard, await shard.index(), indexOf);
  }

  get count(): number {
    return this.#labels.length;
  }

  at(row: number): ShardRow {
    return {
      key: this.#keys.slice(this.#ends[row - 1] ?? 0, this.#ends[row]),
      at: elementAt(this.#starts, row),
      bytes: elementAt(this.#lengths, row),
      label: elementAt(this.#labels, row),
    };
  }
}
