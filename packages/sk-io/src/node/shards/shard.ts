/** A shard with its index, which is beside it, in the cache, or made by reading the shard once. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkOptions, type OptionNames } from 'sk-core';
import { DataError } from '../../dataError.js';
import { indexShard } from '../../formats/shards/indexShard.js';
import {
  maxHeadBytes,
  readShardIndex,
  readShardSummary,
  type ShardIndex,
  type ShardSummary,
  shardIndexText,
} from '../../formats/shards/shardIndex.js';
import { type OpenFile, openFile } from '../files/openFile.js';
import { longestText, readTextFile } from '../files/readTextFile.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { defaultCacheFolder } from '../pretrained/cachePath.js';
import { openPlace } from '../remote/openPlace.js';
import { isUrl } from '../remote/remoteFile.js';
import type { ShardPlace } from './listShards.js';

/** A shard whose samples can be read. */
export interface Shard extends ShardPlace {
  /** The size of the file. */
  readonly shardBytes: number;
  /** Samples. */
  readonly count: number;
  /** Reads the whole index. @throws DataError where it is damaged */
  index(): Promise<ShardIndex>;
}

/** A shard, and what is to be known about it once: of thousands of shards it would fill the memory. */
export interface OpenedShard {
  readonly shard: Shard;
  readonly summary: ShardSummary;
}

export interface OpenShardOptions {
  /** The folder of indices that lie beside no shard; `sk-models` in the user's folder for caches. */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const optionNames: OptionNames<OpenShardOptions> = { cacheFolder: true, signal: true };

/** The end of the name of an index, behind that of its shard. */
export const indexEnding = '.index';

/**
 * Opens a shard. Where there is no index of it, the shard is read once, and the index is kept in the cache.
 * @throws DataError, ModelFileError for what is missing, or no shard
 */
export async function openShard(found: ShardPlace, options: OpenShardOptions = {}): Promise<OpenedShard> {
  checkOptions('openShard: options', options, optionNames);
  const { place } = found;
  const { cacheFolder = defaultCacheFolder(), signal } = options;
  const file = await openPlace(place, { signal });
  try {
    const path = (await indexBeside(place, file)) ?? join(cacheFolder, 'indices', cacheName(place, file));
    if (!(await isIndexOf(path, file))) {
      const text = (await remoteIndex(place, file, signal)) ?? (await makeIndex(found, file, signal));
      await writeFileAtomically(path, text);
    }
    const summary = await readSummary(path);
    const { shardBytes, count } = summary;
    return { shard: { ...found, shardBytes, count, index: () => readIndex(path) }, summary };
  } finally {
    await file.close();
  }
}

const cacheName = (place: string, { size, mark }: OpenFile): string => {
  const whole = isUrl(place) ? place : resolve(place);
  return `${createHash('sha256').update(`${whole}\n${size}\n${mark}`).digest('hex').slice(0, 32)}${indexEnding}`;
};

/** An index that was written with its shard counts as long as the size is the same: copies have other times. */
async function indexBeside(place: string, file: OpenFile): Promise<string | undefined> {
  const path = `${place}${indexEnding}`;
  return !isUrl(place) && (await isIndexOf(path, file)) ? path : undefined;
}

async function isIndexOf(path: string, { size }: OpenFile): Promise<boolean> {
  if (!existsSync(path)) return false;
  return await readSummary(path).then(
    ({ shardBytes }) => shardBytes === size,
    () => false,
  );
}

/** Returns the index beside a shard on a server; undefined where the server has none, or that of another shard. */
async function remoteIndex(
  place: string,
  { size }: OpenFile,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (!isUrl(place)) return undefined;
  const url = new URL(place);
  url.pathname += indexEnding;
  try {
    const file = await openPlace(url.href, { signal });
    if (file.size > longestText) return undefined;
    const text = new TextDecoder().decode(await file.read(0, file.size));
    return readShardIndex(text).shardBytes === size ? text : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

async function makeIndex(
  { place, format }: ShardPlace,
  file: OpenFile,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return shardIndexText(await indexShard(file.read, { format, size: file.size, signal }));
  } catch (error) {
    if (error instanceof DataError) throw new DataError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function readSummary(path: string): Promise<ShardSummary> {
  const file = await openFile(path);
  try {
    for (let bytes = 64 * 2 ** 10; ; bytes *= 4) {
      const text = new TextDecoder().decode(await file.read(0, bytes));
      const end = text.indexOf('\n');
      if (end < 0 && bytes < file.size && bytes < maxHeadBytes) continue;
      return named(path, () => readShardSummary(end < 0 ? text : text.slice(0, end)));
    }
  } finally {
    await file.close();
  }
}

async function readIndex(path: string): Promise<ShardIndex> {
  const text = await readTextFile(path, longestText);
  return named(path, () => readShardIndex(text));
}

function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new DataError(`${path}: ${(error as Error).message}: delete it, and it is made anew`, {
      cause: error,
    });
  }
}
