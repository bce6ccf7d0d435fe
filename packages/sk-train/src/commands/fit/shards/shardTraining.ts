/** The shards of a run, their list, and the lines that `fit` prints about them. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from 'sk-io/command';
import { firstNames, type RunFiles, type SplitName } from 'sk-io/node';
import { namesIn, placeOf } from '../../../node/data/dataFiles.js';
import { type ShardFolder, trainOn } from '../../../node/data/findData.js';
import { describeLeftOut } from '../../../node/data/streams/describeShards.js';
import { countImages, type FoundShards, type ShardSet } from '../../../node/data/streams/findShards.js';

export interface ShardTraining {
  readonly data: ShardFolder;
  readonly files: RunFiles;
  readonly notes: readonly string[];
}

/**
 * Returns what a run learns from and is tested on.
 * @throws UsageError for a share of validation images, which shards have of their own; DataError where there is nothing to train on
 */
export async function shardTraining(found: FoundShards, share: number): Promise<ShardTraining> {
  if (share > 0) {
    throw new UsageError(
      `--val-split ${share}: shards are split when they are written (sk-train data shard --val-split): leave the option out`,
    );
  }
  const data = trainOn(found);
  return { data, files: await shardFiles(found), notes: describe(found, data) };
}

async function shardFiles({ source, splits }: FoundShards): Promise<RunFiles> {
  const info = statSync(source, { throwIfNoEntry: false });
  const folder = info?.isDirectory() === true ? source : dirname(source);
  const nameOf = namesIn(folder);
  const files = eachSplit(splits).flatMap(([split, { shards }]) =>
    shards.map(({ place, shardBytes }) => ({
      split,
      name: shownUrl(place) ?? nameOf(place),
      bytes: shardBytes,
    })),
  );
  return { folder: await placeOf(folder), files };
}

const eachSplit = (splits: FoundShards['splits']): readonly (readonly [SplitName, ShardSet])[] =>
  Object.entries(splits) as [SplitName, ShardSet][];

/** Returns a URL without its query, which may be a secret; undefined for a path. */
function shownUrl(place: string): string | undefined {
  if (!/^https?:/i.test(place)) return undefined;
  const { origin, pathname } = new URL(place);
  return `${origin}${pathname}`;
}

const mostClasses = 10;

function describe({ splits }: FoundShards, { classNames, train }: ShardFolder): readonly string[] {
  const chooses = splits.val !== undefined ? 'val' : 'test';
  const parts = eachSplit(splits).map(([split, set]) => {
    const images = `${countImages(set)} in ${set.shards.length} ${set.shards.length === 1 ? 'shard' : 'shards'} for ${doing[split]}`;
    return split === chooses ? `${images}, which choose the best checkpoint` : images;
  });
  const none = splits.val === undefined && splits.test === undefined ? ['none for validation'] : [];
  const counted =
    train.first === 0 ? [] : [`classes are counted from ${train.first} in the shards, and from 0 here`];
  return [
    `${classNames.length} ${classNames.length === 1 ? 'class' : 'classes'}: ${firstNames(classNames, mostClasses)}`,
    `images: ${[...parts, ...none].join(', ')}`,
    ...counted,
    ...eachSplit(splits).map(([, set]) => describeLeftOut(set)),
  ].filter((line) => line !== '');
}

const doing: { readonly [split in SplitName]: string } = {
  train: 'training',
  val: 'validation',
  test: 'testing',
};
