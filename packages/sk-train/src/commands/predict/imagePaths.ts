/** The images that a command is given: files as they are, folders as the images below them, shards as their samples. */
import { statSync } from 'node:fs';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import { oneLine } from 'sk-io/command';
import {
  describeSkipped,
  isShardSource,
  listImages,
  listShards,
  openShard,
  type ShardFiles,
} from 'sk-io/node';
import { describeLeftOut } from '../../node/data/streams/describeShards.js';
import { isShards } from '../../node/data/streams/findShards.js';
import { ShardTotals } from '../../node/data/streams/shardTotals.js';

export interface GivenImage {
  readonly path: string;
  /** Reads its bytes, where it is no file. */
  readonly read?: () => Promise<Uint8Array>;
  /** Why there is no image, where a folder holds none. */
  readonly error?: string;
}

/**
 * Returns the images in the order of the paths, those of a folder in the order of their names, those of shards in their own.
 *
 * @param files Reads the images of shards.
 */
export async function imagePaths(
  paths: readonly string[],
  files: ShardFiles,
  onNote: (text: string) => void,
): Promise<readonly GivenImage[]> {
  const given: GivenImage[] = [];
  for (const path of paths) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    const find = isFolder ? imagesIn : (await isShardSource(path)) ? imagesOfShards : undefined;
    if (find === undefined) given.push({ path });
    else for (const image of await found(path, () => find(path, files, onNote))) given.push(image);
  }
  return given;
}

async function found(
  path: string,
  find: () => Promise<readonly GivenImage[]>,
): Promise<readonly GivenImage[]> {
  try {
    return await find();
  } catch (error) {
    return [{ path, error: oneLine((error as Error).message) }];
  }
}

async function imagesIn(
  folder: string,
  files: ShardFiles,
  onNote: (text: string) => void,
): Promise<readonly GivenImage[]> {
  const list = await listImages(folder).catch(async (error: unknown) => {
    if (await isShards(folder)) return undefined;
    throw error;
  });
  if (list === undefined) return await imagesOfShards(folder, files, onNote);
  const { images, skipped } = list;
  if (skipped.length > 0) onNote(`${folder}: ${describeSkipped(skipped)}`);
  return images.map(({ path }) => ({ path }));
}

/** @throws DataError for what is no shard, and for shards without a sample */
async function imagesOfShards(
  source: string,
  files: ShardFiles,
  onNote: (text: string) => void,
): Promise<readonly GivenImage[]> {
  const places = await listShards(source);
  if (places.length === 0) {
    throw new DataError(
      `${source}: has its shards in folders of splits: name one of these, as ${source}/test`,
    );
  }
  const totals = new ShardTotals();
  const images: GivenImage[] = [];
  for (const place of places) {
    const { shard, summary } = await openShard(place);
    totals.add(shard.name, summary);
    const { keys, starts, lengths } = await shard.index();
    // The query of a URL may be a secret.
    const shown = /^https?:/i.test(shard.place) ? shard.name : shard.place;
    for (const [i, key] of keys.entries()) {
      const [at, bytes] = [elementAt(starts, i), elementAt(lengths, i)];
      images.push({ path: `${shown}/${key}`, read: () => files.readImage(shard, at, bytes) });
    }
  }
  const leftOut = describeLeftOut({ totals });
  if (images.length === 0) throw new DataError(`${source}: has no sample${leftOut && `: ${leftOut}`}`);
  if (leftOut !== '') onNote(`${source}: ${leftOut}`);
  return images;
}
