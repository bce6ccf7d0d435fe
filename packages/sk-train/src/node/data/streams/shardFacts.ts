/** Sizes of images in shards, out of some of them. */
import { elementAt } from 'sk-core';
import { type ImageSize, readImageSize, ShardFiles } from 'sk-io/node';
import type { ShardSet } from './findShards.js';

/** Shards and images of each that are looked at. */
const [mostShards, mostImages] = [20, 10];

/** Returns the sizes of images that are spread over the shards; those that cannot be read are missing. */
export async function shardImageSizes({ shards }: ShardSet): Promise<readonly ImageSize[]> {
  const files = new ShardFiles();
  const sizes: (ImageSize | undefined)[] = [];
  try {
    for (const shard of spread(shards, mostShards)) {
      const { starts, lengths } = await shard.index();
      for (const row of spread([...starts.keys()], mostImages)) {
        const image = await files
          .readImage(shard, elementAt(starts, row), elementAt(lengths, row))
          .catch(() => undefined);
        sizes.push(image && (await readImageSize(image)));
      }
    }
  } finally {
    await files.closeIdle();
  }
  return sizes.filter((size) => size !== undefined);
}

/** Returns some elements of a list at equal distances. */
function spread<T>(list: readonly T[], most: number): readonly T[] {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, i) => elementAt(list, Math.floor((i * list.length) / count)));
}
