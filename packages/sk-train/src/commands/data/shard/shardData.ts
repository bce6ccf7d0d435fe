/** `sk-train data shard`: the images of a folder or a list as tar shards. */
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import { countedWork, openProgress, type Progress, printJson, printResult, UsageError } from 'sk-io/command';
import {
  classNamesFile,
  imageEndings,
  readImageSize,
  type SampleToWrite,
  type SplitName,
  writeFolder,
  writeTarShard,
} from 'sk-io/node';
import { namesIn } from '../../../node/data/dataFiles.js';
import { type FoundImages, findImages } from '../../../node/data/findData.js';
import type { ImageFiles } from '../../../node/data/imageFolder.js';
import { splitByClass } from '../../../node/data/valSplit.js';
import { permutation, RandomStream } from '../../../random/randomStream.js';
import { namesText } from '../../parts/data/namesText.js';
import { refuseShards } from '../../parts/shards/refuseShards.js';

interface ShardOptions {
  readonly out: string;
  readonly perShard?: number;
  readonly valSplit?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

/** The shards that were written of a split. */
interface Written {
  readonly shards: number;
  readonly images: number;
  readonly bytes: number;
  /** Files that are no images. */
  readonly leftOut: number;
}

const usualShard = 1000;

/** Writes the shards of each split; the folder is there when all of them are. */
export async function shardData(source: string, options: ShardOptions): Promise<void> {
  const { out, seed = 1, json } = options;
  await refuseShards(source, 'shard');
  const found = await findImages(source);
  const splits = splitsOf(found, source, options);
  const progress = openProgress();
  const written: { [split in SplitName]?: Written } = {};
  try {
    for (const note of found.notes) progress.note(note);
    const total = Object.values(splits).reduce((sum, { paths }) => sum + paths.length, 0);
    const writer = new SplitWriter(progress, total, options.perShard ?? usualShard, seed);
    await writeFolder(out, [[classNamesFile, namesText(found.train.classNames)]], async (folder) => {
      for (const [split, files] of Object.entries(splits) as [SplitName, ImageFiles][]) {
        written[split] = await writer.write(folder, split, files);
      }
    });
  } finally {
    progress.close();
  }
  if (json) printJson({ out, classes: found.train.classNames.length, ...written });
  else printResult(`${out}: ${describe(written)}`);
}

function splitsOf(
  { folder, train, val, test }: FoundImages,
  source: string,
  { valSplit = 0, seed = 1 }: ShardOptions,
): { readonly [split in SplitName]?: ImageFiles } {
  const own = { ...(val && { val }), ...(test && { test }) };
  if (valSplit === 0) return { train, ...own };
  if (val === undefined) return { ...splitByClass(train, valSplit, seed, namesIn(folder)), ...own };
  throw new UsageError(`--val-split ${valSplit}: ${source} has validation images: leave the option out`);
}

class SplitWriter {
  readonly #writing = countedWork({ doing: 'writing', did: 'wrote', things: 'images', saysEnd: true });
  #done = 0;
  #failed = 0;

  readonly #progress: Progress;
  readonly #total: number;
  readonly #perShard: number;
  readonly #seed: number;

  constructor(progress: Progress, total: number, perShard: number, seed: number) {
    this.#progress = progress;
    this.#total = total;
    this.#perShard = perShard;
    this.#seed = seed;
  }

  async write(folder: string, split: SplitName, files: ImageFiles): Promise<Written> {
    const failed = this.#failed;
    const order = permutation(files.paths.length, new RandomStream(this.#seed, 'shards'));
    let [shards, images, bytes] = [0, 0, 0];
    for (let start = 0; start < order.length; start += this.#perShard) {
      const path = join(folder, `${split}-${String(shards).padStart(6, '0')}.tar`);
      const index = await writeTarShard(
        path,
        this.#samples(files, order.subarray(start, start + this.#perShard), start),
      );
      shards++;
      images += index.count;
      bytes += index.shardBytes;
    }
    return { shards, images, bytes, leftOut: this.#failed - failed };
  }

  async *#samples(files: ImageFiles, rows: Uint32Array, first: number): AsyncGenerator<SampleToWrite> {
    for (const [i, row] of rows.entries()) {
      const path = elementAt(files.paths, row);
      const image = await readBytes(path);
      const size = await readImageSize(image);
      this.#done++;
      if (size === undefined) {
        this.#failed++;
        this.#progress.note(`left out ${path}: is no image`);
      } else {
        const label = elementAt(files.labels, row);
        yield { key: keyOf(path, first + i), ending: endingOf(path), label, image };
      }
      this.#progress.show(this.#writing(this.#done, this.#total, this.#failed));
    }
  }
}

/** @throws DataError for what is missing, and for what is no file: a pipe has no end */
async function readBytes(path: string): Promise<Uint8Array> {
  const failed = (error: Error): never => {
    throw new DataError(`${path}: ${error.message}`, { cause: error });
  };
  if ((await stat(path).catch(failed)).isFile()) return await readFile(path).catch(failed);
  throw new DataError(`${path}: is no file`);
}

/** Returns the number of a sample in its split, and what can be kept of the name of its file. */
function keyOf(path: string, number: number): string {
  const name =
    path
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? '';
  return `${String(number).padStart(8, '0')}-${name.replace(/[^\w-]+/g, '_').slice(0, 60)}`;
}

/** Returns the ending of a name; `jpg` for one by which no reader of shards would know an image. */
function endingOf(path: string): string {
  const ending = extname(path).slice(1).toLowerCase();
  return imageEndings.includes(ending) ? ending : 'jpg';
}

function describe(written: { readonly [split in SplitName]?: Written }): string {
  return Object.entries(written)
    .map(([split, { shards, images, leftOut }]) => {
      const out = leftOut === 0 ? '' : ` (${leftOut} files that are no images left out)`;
      return `${images} images in ${shards} ${shards === 1 ? 'shard' : 'shards'} for ${split}${out}`;
    })
    .join(', ');
}
