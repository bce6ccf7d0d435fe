/** Finds the shards of a source and opens them: which of them are for training, validation and testing, and what they hold. */
import { statSync } from 'node:fs';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import {
  foldersIn,
  isShardSource,
  listShards,
  openShard,
  type Shard,
  type ShardPlace,
  type SplitName,
  shardClassNames,
} from 'sk-io/node';
import { findSplitFolders, splitOf } from '../splits/splitFolders.js';
import { describeLeftOut } from './describeShards.js';
import { classesOf, isUndecided, type ShardClasses } from './shardClasses.js';
import { ShardTotals } from './shardTotals.js';

/** Shards of one split. */
export interface ShardSet extends ShardClasses {
  /** The shards that have samples. */
  readonly shards: readonly Shard[];
  readonly totals: ShardTotals;
}

type OpenedSet = Pick<ShardSet, 'shards' | 'totals'>;

/** The shards of a source. */
export interface FoundShards {
  readonly source: string;
  readonly splits: { readonly [split in SplitName]?: ShardSet };
}

export interface FindShardsOptions {
  /** The classes of a model: those of the shards have to be among them. */
  readonly classNames?: readonly string[] | undefined;
  readonly cacheFolder?: string | undefined;
  /** The only split to look at. */
  readonly only?: SplitName | undefined;
  /** Is told of each shard that is opened; one without an index is read for it. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Shards that are opened at once. */
const openAtOnce = 8;

/** Tells whether a source is shards: a file, a URL, a pattern, a folder of them, or one with a folder of them for each split. */
export async function isShards(source: string): Promise<boolean> {
  if (await isShardSource(source)) return true;
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  if (!(await foldersIn(source)).some((name) => splitOf(name) !== undefined)) return false;
  const { paths } = await findSplitFolders(source);
  for (const path of Object.values(paths)) if (await isShardSource(path)) return true;
  return false;
}

/**
 * Finds and opens the shards of a source. Those without an index are read once.
 * @throws DataError for what is no shard, and for classes that do not fit
 */
export async function findShards(source: string, options: FindShardsOptions = {}): Promise<FoundShards> {
  const { only } = options;
  const all = await splitShards(source);
  const places: typeof all = only === undefined ? all : { ...(all[only] && { [only]: all[only] }) };
  const total = Object.values(places).reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  const opened: { [split in SplitName]?: OpenedSet } = {};
  for (const split of splitsOf(places)) {
    const shards = places[split] ?? [];
    opened[split] = await openAll(shards, options, () => options.onProgress?.(++done, total));
  }
  const [first] = splitsOf(opened);
  const tested = first === 'train' ? undefined : first && opened[first];
  if (tested === undefined || !isUndecided(tested.totals, options.classNames)) {
    return { source, splits: await withClasses(source, opened, options.classNames) };
  }
  if (all.train === undefined) {
    throw new DataError(
      `${source}: its classes may be counted from 0 or from 1, since it has neither the first nor the last of the model's ${options.classNames?.length}: name a folder that has the shards for training too`,
    );
  }
  const train = await openAll(all.train, options, () => undefined);
  const { train: _, ...splits } = await withClasses(source, { train, ...opened }, options.classNames);
  return { source, splits };
}

const splitsOf = (splits: { readonly [split in SplitName]?: unknown }): readonly SplitName[] =>
  (['train', 'val', 'test'] as const).filter((split) => splits[split] !== undefined);

type Places = { readonly [split in SplitName]?: readonly ShardPlace[] };

/** Lists the shards of each split: by folder, or else by name; all are for training where no name says a split. */
async function splitShards(source: string): Promise<Places> {
  const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory() === true;
  const here = isFolder && !(await isShardSource(source)) ? [] : await listShards(source);
  if (here.length > 0) return byName(source, here);
  const { paths } = await findSplitFolders(source);
  const places: { [split in SplitName]?: readonly ShardPlace[] } = {};
  for (const split of splitsOf(paths)) {
    const shards = await listShards(paths[split] ?? source);
    if (shards.length > 0) places[split] = shards;
  }
  return places;
}

function byName(source: string, shards: readonly ShardPlace[]): Places {
  const places: { [split in SplitName]?: ShardPlace[] } = {};
  const others: ShardPlace[] = [];
  for (const shard of shards) {
    const split = splitInName(shard.name);
    const own = split === undefined ? others : (places[split] ?? []);
    own.push(shard);
    if (split !== undefined) places[split] = own;
  }
  if (others.length === 0) return places;
  if (splitsOf(places).length === 0) return { train: others };
  throw new DataError(
    `${source}: ${elementAt(others, 0).name} has no split in its name and other shards have: call it train-*, val-* or test-*, or put each split into a folder of its own`,
  );
}

/** Returns the split that a name like imagenet-train-000000.tar says. */
function splitInName(name: string): SplitName | undefined {
  const words = name.split(/[^a-z]+/i).filter((word) => word !== '');
  return words.map(splitOf).find((split) => split !== undefined);
}

async function openAll(
  places: readonly ShardPlace[],
  { cacheFolder, signal }: FindShardsOptions,
  onOpened: () => void,
): Promise<OpenedSet> {
  const shards: Shard[] = [];
  const totals = new ShardTotals();
  for (let start = 0; start < places.length; start += openAtOnce) {
    signal?.throwIfAborted();
    const some = places.slice(start, start + openAtOnce).map(async (place) => {
      const opened = await openShard(place, { cacheFolder, signal });
      onOpened();
      return opened;
    });
    for (const { shard, summary } of await Promise.all(some)) {
      totals.add(shard.name, summary);
      if (shard.count > 0) shards.push(shard);
    }
  }
  return { shards, totals };
}

/** The classes of the training images are those of the others. */
async function withClasses(
  source: string,
  opened: { readonly [split in SplitName]?: OpenedSet },
  known: readonly string[] | undefined,
): Promise<FoundShards['splits']> {
  const splits: { [split in SplitName]?: ShardSet } = {};
  let names = known;
  let counted: number | undefined;
  for (const split of splitsOf(opened)) {
    const set = opened[split];
    const first = set?.shards[0];
    if (set === undefined || first === undefined) {
      const reason = set && describeLeftOut(set);
      throw new DataError(
        `${source}: its shards for ${doing[split]} have no sample${reason ? `: ${reason}` : ''}`,
      );
    }
    const classes = classesOf(source, set.totals, names ?? (await shardClassNames(first.place)), counted);
    splits[split] = { ...set, ...classes };
    ({ classNames: names, first: counted } = classes);
  }
  return splits;
}

const doing: { readonly [split in SplitName]: string } = {
  train: 'training',
  val: 'validation',
  test: 'testing',
};

/** Returns the number of samples. */
export const countImages = ({ shards }: Pick<ShardSet, 'shards'>): number =>
  shards.reduce((sum, { count }) => sum + count, 0);
