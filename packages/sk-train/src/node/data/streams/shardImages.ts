/** The samples of shards as images of a dataset. In memory are the indices of the shards that are read just now. */
import { elementAt } from 'sk-core';
import { DataError } from 'sk-io';
import { type Shard, ShardFiles } from 'sk-io/node';
import type { BatchOptions } from 'sk-models';
import { batchBounds, batchesPerEpoch } from '../../../data/batchOrder.js';
import type { PhotoSource, PhotoToRead } from './photoSource.js';
import { classIndex, type ShardClasses } from './shardClasses.js';
import { type ShardGroup, shardGroups } from './shardOrder.js';
import { ShardRows } from './shardRows.js';

export interface ShardImagesOptions extends ShardClasses {
  readonly shards: readonly Shard[];
  /** Decides the order of each epoch; shards and samples stay in their own order where it is left out. */
  readonly shuffleSeed?: number | undefined;
  /** Samples that are mixed with one another, at least; 16,384. */
  readonly window?: number;
  readonly signal?: AbortSignal | undefined;
}

const usualWindow = 16_384;

/** Reads that are under way at once: more keep neither a disk nor a server busier. */
const mostReads = 16;

/** The samples of a group, and how many of them lie before each shard. */
interface LoadedGroup extends Omit<ShardGroup, 'order'> {
  readonly order: Uint32Array;
  readonly rows: readonly ShardRows[];
  readonly before: readonly number[];
}

export class ShardImages implements PhotoSource {
  readonly classNames: readonly string[];
  readonly size: number;
  readonly #options: ShardImagesOptions;
  readonly #files: ShardFiles;
  readonly #counts: readonly number[];
  /** The number of the first image of each shard. */
  readonly #first: readonly number[];
  readonly #indexOf: (label: number | string) => number;
  readonly #reads = new Turns(mostReads);

  constructor(options: ShardImagesOptions) {
    this.#options = options;
    this.classNames = options.classNames;
    this.#counts = options.shards.map(({ count }) => count);
    this.#first = sumsBefore(this.#counts);
    this.size = this.#counts.reduce((a, b) => a + b, 0);
    this.#files = new ShardFiles(options.signal);
    this.#indexOf = classIndex(options);
  }

  async *batches(options: BatchOptions): AsyncGenerator<readonly PhotoToRead[], void, undefined> {
    const { shuffleSeed: seed, window = usualWindow } = this.#options;
    const { batchSize, epoch, skip = 0 } = options;
    const shuffle = seed === undefined ? undefined : { seed, epoch, window };
    const groups = shardGroups(this.#counts, shuffle);
    let group: LoadedGroup | undefined;
    const count = batchesPerEpoch(this.size, batchSize);
    for (let batch = skip; batch < count; batch++) {
      const [start, end] = batchBounds(this.size, options, batch);
      const images: PhotoToRead[] = [];
      for (let place = start; place < end; place++) {
        if (group !== undefined && place >= group.start + group.size) group = undefined;
        group ??= await this.#groupAt(place, groups);
        images.push(this.#imageAt(place, group));
      }
      if (images.length > 0) yield images;
    }
  }

  async rest(): Promise<void> {
    await this.#files.closeIdle();
  }

  /** Returns the group of a place of the epoch, which is one of those to come. */
  async #groupAt(place: number, groups: Iterator<ShardGroup, void>): Promise<LoadedGroup> {
    for (let next = groups.next(); !next.done; next = groups.next()) {
      const group = next.value;
      if (place >= group.start + group.size) continue;
      const rows: ShardRows[] = [];
      for (const shard of group.shards) {
        rows.push(await ShardRows.load(elementAt(this.#options.shards, shard), this.#indexOf));
      }
      const before = sumsBefore(rows.map(({ count }) => count));
      return { ...group, order: group.order(), rows, before };
    }
    throw new DataError(`the shards have no image ${place}`);
  }

  #imageAt(place: number, { start, order, shards, rows, before }: LoadedGroup): PhotoToRead {
    const sample = elementAt(order, place - start);
    const inGroup = lastUpTo(before, sample);
    const row = sample - elementAt(before, inGroup);
    const { shard } = elementAt(rows, inGroup);
    const { key, at, bytes, label } = elementAt(rows, inGroup).at(row);
    const image = elementAt(this.#first, elementAt(shards, inGroup)) + row;
    return {
      ...{ image, draw: image, label },
      name: `${shard.name}/${key}`,
      read: () => this.#reads.take(() => this.#files.readImage(shard, at, bytes)),
    };
  }
}

/** Returns the sum of the numbers before each. */
function sumsBefore(counts: readonly number[]): readonly number[] {
  let sum = 0;
  return counts.map((count) => {
    const before = sum;
    sum += count;
    return before;
  });
}

/** Returns the place of the last number that is at most `value` and has a number above it behind it, in ascending numbers. */
function lastUpTo(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (elementAt(ascending, middle) <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Lets so many at a time do their work; the others wait in the order in which they came. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
