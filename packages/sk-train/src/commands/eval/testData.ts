/** The images that a trained network is tested on: never those that it learned from, unless that is asked for. */
import { dirname, resolve } from 'node:path';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import type { RunFiles, Shard, SplitName } from 'sk-io/node';
import { binaryFormatOf } from '../../node/data/binary/binaryFiles.js';
import type { BinaryFormat } from '../../node/data/binary/binaryFormat.js';
import { namesIn } from '../../node/data/dataFiles.js';
import {
  type DataFolder,
  findBinary,
  flatNote,
  skippedNote,
  testOn,
  testOnShards,
} from '../../node/data/findData.js';
import {
  type ClassFolders,
  findClassFolders,
  type ImageFiles,
  listClassFolders,
} from '../../node/data/imageFolder.js';
import { listPaths } from '../../node/data/lists/findLists.js';
import { findSplitFolders } from '../../node/data/splits/splitFolders.js';
import { describeLeftOut } from '../../node/data/streams/describeShards.js';
import { countImages, isShards } from '../../node/data/streams/findShards.js';
import { imagesOf, isDataOf, trainedOn } from '../../node/data/trainedImages.js';
import { openShardData } from '../parts/shards/openShardData.js';

export interface TestDataOptions {
  /** The value of the option; undefined where it is not given. */
  readonly split: SplitName | undefined;
  /** The run's list of files; undefined for a model that belongs to no run, and for a run without such a list. */
  readonly run: RunFiles | undefined;
  /** Those of the model. */
  readonly classNames: readonly string[] | undefined;
}

export interface TestData {
  readonly data: DataFolder;
  /** Sentences for the user: which images, and what was skipped and why. */
  readonly notes: readonly string[];
}

/** @throws DataError where there are no such images, and where the network learned from them */
export async function chooseTestData(folder: string, options: TestDataOptions): Promise<TestData> {
  const format = binaryFormatOf(folder);
  if (format !== undefined) return await binaryData(format, folder, options);
  if (await isShards(folder)) return await shardData(folder, options);
  const { split, run } = options;
  const place = await lookAt(folder, options);
  const { images, notes } = split === undefined ? await unasked(place) : await asked(place, split);
  if (split !== 'train' && run !== undefined) await refuseTrained(run, folder, images);
  return { data: testOn(images), notes };
}

async function binaryData(
  format: BinaryFormat,
  folder: string,
  { split = 'test', classNames }: TestDataOptions,
): Promise<TestData> {
  if (split === 'val') {
    throw new DataError(`${folder}: ${format.name} has no validation images: --split takes train or test`);
  }
  const data = await findBinary(format, folder, classNames);
  return { data: { ...data, tested: split }, notes: [] };
}

/** Shards of a split are tested on as a whole: those of `test`, or else of `val`, or else all. */
async function shardData(source: string, { split, run, classNames }: TestDataOptions): Promise<TestData> {
  const only = split === undefined ? {} : { only: split };
  const { splits } = await openShardData(source, { ...(classNames && { classNames }), ...only });
  const data = testOnShards(source, splits.test ?? splits.val ?? splits.train);
  const { shards } = data.train;
  const known = run === undefined ? [] : shards.filter(isTrainedOn(run));
  if (split !== 'train' && known.length > 0) {
    throw new DataError(
      `${source}: the run was trained on ${known.length} of these ${shards.length} shards (${elementAt(known, 0).name}), so its accuracy on them says nothing about others: take other images, or --split train to test on those that it learned from`,
    );
  }
  const note = `testing on the ${countImages(data.train)} images of ${shards.length} ${shards.length === 1 ? 'shard' : 'shards'}`;
  return { data, notes: [note, describeLeftOut(data.train)].filter((text) => text !== '') };
}

/** Returns a function that knows the shards that a run was trained on: where they lay, or elsewhere by name and size. */
function isTrainedOn({ folder, files }: RunFiles): (shard: Shard) => boolean {
  const trained = files.filter((file) => file.split === 'train');
  const names = new Set(trained.map(({ name }) => name));
  const sizes = new Map(trained.map(({ name, bytes }) => [name.split('/').at(-1), bytes]));
  const nameOf = namesIn(folder);
  return ({ place, name, shardBytes }) => {
    const inFolder = nameOf(resolve(place));
    const isElsewhere = inFolder.startsWith('../') || /^https?:/i.test(place);
    return isElsewhere ? sizes.get(name) === shardBytes : names.has(inFolder);
  };
}

async function refuseTrained(run: RunFiles, folder: string, { paths }: ImageFiles): Promise<void> {
  const known = await trainedOn(run, folder, paths);
  if (known.length === 0) return;
  throw new DataError(
    `${folder}: the run was trained on ${known.length} of these ${paths.length} images (${elementAt(known, 0)}), so its accuracy on them says nothing about others: take other images, or --split train to test on those that it learned from`,
  );
}

/** A data folder, its splits, and the images that the run kept from training. */
interface Place {
  readonly folder: string;
  /** The folder that names of files begin at: that of a list, where a list is named. */
  readonly root: string;
  readonly classNames: readonly string[] | undefined;
  /** The paths of splits; without any the folder is its own training images. */
  readonly paths: { readonly [split in SplitName]?: string };
  /** The run's list, where the folder holds the data of the run and the run kept some of its images from training. */
  readonly kept?: RunFiles;
}

async function lookAt(folder: string, { run, classNames }: TestDataOptions): Promise<Place> {
  const lists = await listPaths(folder);
  const isList = lists.train === folder;
  const root = isList ? dirname(folder) : folder;
  const paths = Object.keys(lists).length > 0 ? lists : (await findSplitFolders(folder)).paths;
  const keeps = run?.valSplit !== undefined && (await isDataOf(run, root));
  return {
    folder,
    root,
    classNames,
    paths: Object.keys(paths).length === 0 ? { train: folder } : paths,
    ...(keeps && { kept: run }),
  };
}

interface Chosen {
  readonly images: ImageFiles;
  readonly notes: readonly string[];
}

async function asked(place: Place, split: SplitName): Promise<Chosen> {
  const { folder, classNames, paths, kept } = place;
  if (kept !== undefined && paths.train !== undefined && split !== 'test') {
    return await keptImages(place, paths.train, kept, split);
  }
  const path = paths[split];
  if (path !== undefined) return wholeSplit(path, await listClassFolders(path, classNames));
  throw new DataError(`${folder}: has no images for --split ${split}: wants them in ${split}/<class>/`);
}

async function unasked(place: Place): Promise<Chosen> {
  const { folder, classNames, paths, kept } = place;
  const flat: string[] = [];
  for (const path of [paths.test, paths.val]) {
    if (path === undefined) continue;
    const found = await findClassFolders(path, classNames);
    if (found !== undefined) return withNotes(wholeSplit(path, found), flat);
    flat.push(flatNote(path));
  }
  if (paths.train !== undefined && kept !== undefined) {
    return withNotes(await keptImages(place, paths.train, kept, 'val'), flat);
  }
  if (paths.train === folder) return wholeSplit(folder, await listClassFolders(folder, classNames));
  const reason = flat.length > 0 ? ` (${flat.join('; ')})` : '';
  throw new DataError(
    `${folder}: has no images in test/<class>/ or val/<class>/ to test on${reason}; --split train tests on those of train/`,
  );
}

const withNotes = ({ images, notes }: Chosen, more: readonly string[]): Chosen => ({
  images,
  notes: [...notes, ...more],
});

function wholeSplit(path: string, found: ClassFolders): Chosen {
  const notes = [`testing on the ${found.paths.length} images of ${path}`, skippedNote(path, found)];
  return { images: found, notes: notes.filter((note) => note !== '') };
}

const doing = { train: 'learned from', val: 'kept from training' } as const;

/** Returns the images that the run kept from training, or those that were left to learn from. */
async function keptImages(
  { folder, root, classNames }: Place,
  path: string,
  run: RunFiles,
  split: 'train' | 'val',
): Promise<Chosen> {
  const wanted = run.files.filter((file) => file.split === split).length;
  if (wanted === 0) {
    throw new DataError(`${folder}: the run kept no images from training: name others with --data`);
  }
  const images = imagesOf(run, split, root, await listClassFolders(path, classNames));
  const gone = wanted - images.paths.length;
  if (gone === 0) {
    return { images, notes: [`testing on the ${wanted} images of ${path} that the run ${doing[split]}`] };
  }
  throw new DataError(
    `${path}: ${gone} of the ${wanted} images that the run ${doing[split]} are gone: put them back`,
  );
}
