/** The shards that a path, a URL or a pattern names. */
import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../dataError.js';
import type { ShardFormat } from '../../formats/shards/shardSample.js';
import { isUrl } from '../remote/remoteFile.js';
import { expandBraces } from './expandBraces.js';

/** A shard where it is, and how it is read. */
export interface ShardPlace {
  /** A path or an http(s) URL. */
  readonly place: string;
  /** The last part of the place. */
  readonly name: string;
  readonly format: ShardFormat;
}

/** TensorFlow's own names, train-00000-of-01024, have no ending. */
const endings: readonly (readonly [ending: RegExp, format: ShardFormat])[] = [
  [/\.tar$/i, 'tar'],
  [/\.tfrecords?$|[-.]\d{4,}-of-\d{4,}$/i, 'tfrecord'],
];
const packed = /\.(?:tar\.(?:gz|bz2|xz|zst)|tgz|tfrecords?\.gz)$/i;

/** Tells whether a name is that of a shard, packed or not. */
const isShardName = (name: string): boolean => packed.test(name) || endings.some(([end]) => end.test(name));

/** Tells whether a source is one shard or more: a file, a URL, a pattern, or a folder with shards in it. */
export async function isShardSource(source: string): Promise<boolean> {
  if (isUrl(source)) return true;
  const info = statSync(source, { throwIfNoEntry: false });
  if (info?.isDirectory()) return (await namesIn(source)).length > 0;
  return isShardName(nameOf(source)) || (info === undefined && /\{.*\}/.test(source));
}

/**
 * Lists the shards of a source, those of a folder in the order of the code units of their names.
 * @returns An empty list for a folder without any.
 * @throws DataError for what is no shard, is not there, or is packed
 */
export async function listShards(source: string): Promise<readonly ShardPlace[]> {
  const isFolder = !isUrl(source) && statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
  const places = isFolder ? (await namesIn(source)).map((name) => join(source, name)) : expandPlace(source);
  return places.map(shardPlace);
}

function expandPlace(source: string): readonly string[] {
  const places = existsSync(source) ? [source] : expandBraces(source);
  const missing = places.find((place) => !isUrl(place) && !existsSync(place));
  if (missing === undefined) return places;
  throw new DataError(`${missing}: there is no such file`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new DataError(`${folder}: ${error.message}`, { cause: error });
  });
  return found
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && isShardName(entry.name))
    .map(({ name }) => name)
    .sort();
}

function shardPlace(place: string): ShardPlace {
  const name = nameOf(place);
  if (packed.test(name)) {
    throw new DataError(
      `${place}: is packed, and a shard is read at any place of it: unpack it (gunzip), or write shards anew with sk-train data shard`,
    );
  }
  const format = endings.find(([end]) => end.test(name))?.[1];
  if (format !== undefined) return { place, name, format };
  throw new DataError(`${place}: is no shard: wants a name that ends in .tar, .tfrecord or -00000-of-01024`);
}

function nameOf(place: string): string {
  const path = isUrl(place) && URL.canParse(place) ? new URL(place).pathname : place;
  return path.split(/[/\\]/).at(-1) ?? '';
}
