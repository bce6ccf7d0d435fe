/** Shards as data: the order of an epoch, its parts, batches from any place on, and training and testing on them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { readRunFiles, type SampleToWrite, writeTarShard } from 'sk-io/node';
import type { Batch, BatchOptions, Dataset, Preprocessing } from 'sk-models';
import { DecodePool, findTestData, findTrainingData, openTestData, openTrainingData } from 'sk-train/node';
import { describe, expect, it } from 'vitest';
import { findShards } from '../../src/node/data/streams/findShards.js';
import { ShardImages } from '../../src/node/data/streams/shardImages.js';
import { shardGroups } from '../../src/node/data/streams/shardOrder.js';
import { classNames, temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';

/** Writes shards of samples that are no images; the class of sample i is i modulo 3. */
async function writeSamples(folder: string, counts: readonly number[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  let number = 0;
  for (const [shard, count] of counts.entries()) {
    const samples = Array.from({ length: count }, (): SampleToWrite => {
      const i = number++;
      return { key: `s${i}`, ending: 'jpg', label: i % 3, image: new TextEncoder().encode(`image ${i}`) };
    });
    await writeTarShard(join(folder, `s-${shard}.tar`), samples);
  }
  return folder;
}

async function open(folder: string, shuffleSeed?: number, window = 20): Promise<ShardImages> {
  const { train } = (await findShards(folder)).splits;
  if (train === undefined) throw new Error('no shards');
  return new ShardImages({ ...train, shuffleSeed, window });
}

/** The numbers of the images of each batch. */
async function numbers(images: ShardImages, options: BatchOptions): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of images.batches(options)) batches.push(batch.map(({ image }) => image));
  await images.rest();
  return batches;
}

const counts = [7, 30, 1, 12, 25, 25];
const total = 100;

describe('shards of several splits', () => {
  /** Writes a shard of nothing, with an index that lists so many samples of each class. */
  const writeListed = (path: string, classes: readonly (readonly [number, number])[]): void => {
    const count = classes.reduce((sum, [, samples]) => sum + samples, 0);
    const about = { version: 1, format: 'tfrecord', shardBytes: 100, count, bytes: 10 };
    writeFileSync(path, Buffer.alloc(100));
    writeFileSync(`${path}.index`, `${JSON.stringify({ ...about, classes, problems: [], examples: [] })}\n`);
  };

  it('count classes as those for training do, also where one of them is missing', async () => {
    const folder = await temporaryFolder();
    writeListed(join(folder, 'train.tfrecord'), [
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    writeListed(join(folder, 'val.tfrecord'), [
      [1, 1],
      [2, 1],
    ]);
    const { train, val } = (await findShards(folder)).splits;
    expect([train?.first, val?.first]).toEqual([1, 1]);
    writeListed(join(folder, 'val.tfrecord'), [
      [0, 1],
      [2, 1],
    ]);
    await expect(findShards(folder)).rejects.toThrow('a sample has class 0, and classes are counted from 1');
  });

  it('of a model that knows one more class than they have are counted as those for training', async () => {
    const folder = await temporaryFolder();
    const val = join(folder, 'val.tfrecord');
    writeListed(val, [
      [1, 1],
      [2, 1],
    ]);
    const options = { classNames: ['a', 'b', 'c'], only: 'val' } as const;
    await expect(findShards(folder, options)).rejects.toThrow(
      /may be counted from 0 or from 1.* the model's 3: /,
    );
    writeListed(join(folder, 'train.tfrecord'), [
      [1, 4],
      [3, 4],
    ]);
    expect((await findShards(folder, options)).splits).toEqual({
      val: expect.objectContaining({ first: 1, classNames: ['a', 'b', 'c'] }),
    });
    writeListed(join(folder, 'train.tfrecord'), [
      [0, 4],
      [2, 4],
    ]);
    expect((await findShards(folder, options)).splits.val?.first).toBe(0);
    writeListed(val, [[3, 1]]);
    rmSync(join(folder, 'train.tfrecord'));
    await expect(findShards(folder, options)).resolves.toMatchObject({ splits: { val: { first: 1 } } });
  });

  it('without a sample are refused, with the reason', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, 'train.tar'), 'text');
    await expect(findShards(folder)).rejects.toThrow(
      /its shards for training have no sample: left out of shards: 1 cut off: train\.tar: is cut off/,
    );
  });
});

describe('the order of an epoch', () => {
  it('each sample once, in another order in each epoch and for each seed, the same each time', async () => {
    const folder = await writeSamples(await temporaryFolder(), counts);
    const images = await open(folder, 1);
    expect(images.size).toBe(total);
    const orders = [];
    for (const epoch of [0, 1]) orders.push((await numbers(images, { batchSize: 16, epoch })).flat());
    orders.push((await numbers(await open(folder, 2), { batchSize: 16, epoch: 0 })).flat());
    const sorted = Array.from({ length: total }, (_, i) => i);
    for (const order of orders) {
      expect([...order].sort((a, b) => a - b)).toEqual(sorted);
      expect(order).not.toEqual(sorted);
    }
    expect(new Set(orders.map(String)).size).toBe(3);
    expect((await numbers(await open(folder, 1), { batchSize: 16, epoch: 1 })).flat()).toEqual(orders[1]);
    expect((await numbers(await open(folder), { batchSize: 16, epoch: 1 })).flat()).toEqual(sorted);
  });

  it('from any batch on, it is that of an unbroken epoch', async () => {
    const images = await open(await writeSamples(await temporaryFolder(), counts), 3);
    const whole = await numbers(images, { batchSize: 9, epoch: 2 });
    for (let skip = 0; skip <= whole.length; skip++) {
      expect(await numbers(images, { batchSize: 9, epoch: 2, skip })).toEqual(whole.slice(skip));
    }
  });

  it('the parts of several processes, one behind the other, are the batches of one', async () => {
    const images = await open(await writeSamples(await temporaryFolder(), counts), 4);
    const whole = await numbers(images, { batchSize: 9, epoch: 1 });
    for (const count of [1, 2, 3, 8]) {
      const parts: number[][][] = [];
      for (let index = 0; index < count; index++) {
        parts.push(await numbers(images, { batchSize: 9, epoch: 1, part: { index, count } }));
      }
      expect(whole.map((_, batch) => parts.flatMap((part) => part[batch] ?? []))).toEqual(whole);
    }
    const read = (part: { index: number; count: number }) =>
      numbers(images, { batchSize: 9, epoch: 1, part });
    const small = await numbers(images, { batchSize: 1, epoch: 1 });
    const parts = await Promise.all(
      [0, 1].map((index) => numbers(images, { batchSize: 1, epoch: 1, part: { index, count: 2 } })),
    );
    expect(parts).toEqual([[], small]);
    await expect(read({ index: 2, count: 2 })).rejects.toThrow('part wants an index from 0 up to');
  });

  it('neighbours in a group come from all of its shards, and a group has the samples that are asked for', () => {
    const sizes = Array.from({ length: 100 }, () => 10);
    const groups = [...shardGroups(sizes, { seed: 1, epoch: 0, window: 95 })];
    expect(groups.map(({ size }) => size)).toEqual(Array.from({ length: 10 }, () => 100));
    for (const { order } of groups) {
      const firstShards = new Set([...order().subarray(0, 50)].map((sample) => Math.floor(sample / 10)));
      expect(firstShards.size).toBeGreaterThan(7);
    }
  });

  it('images are read as they were written', async () => {
    const images = await open(await writeSamples(await temporaryFolder(), counts), 5);
    for await (const batch of images.batches({ batchSize: 50, epoch: 0 })) {
      for (const { image, label, name, read } of batch) {
        expect(new TextDecoder().decode(await read?.())).toBe(`image ${image}`);
        expect(label).toBe(image % 3);
        expect(name).toMatch(new RegExp(`^s-\\d.tar/s${image}$`));
      }
    }
    await images.rest();
  });
});

const preprocessing: Preprocessing = {
  size: [8, 8],
  channels: 3,
  cropFraction: 1,
  interpolation: 'bilinear',
  mean: [0.4, 0.5, 0.6],
  std: [0.2, 0.3, 0.25],
};

/** Writes the images of class folders as shards, in the order of the folder. */
async function shardsOf(folder: string, split: 'train' | 'test', per: number, target: string): Promise<void> {
  const data = await findTrainingData(folder);
  if (data.kind !== 'images') throw new Error('no folder of images');
  const { paths, labels } = split === 'train' ? data.train : (data.test ?? data.train);
  await mkdir(target, { recursive: true });
  for (let start = 0; start < paths.length; start += per) {
    const samples = paths.slice(start, start + per).map((path, i) => {
      const key = path.split('/').slice(-2).join('/').replace('.png', '');
      return { key, ending: 'png', label: labels[start + i] ?? 0, image: readFileSync(path) };
    });
    await writeTarShard(join(target, `${split}-${String(start).padStart(3, '0')}.tar`), samples);
  }
  writeFileSync(join(target, 'classes.txt'), `${classNames.join('\n')}\n`);
}

/** The numbers of each image by the end of its name. */
async function byName(dataset: Dataset | undefined, options: BatchOptions): Promise<Map<string, number[]>> {
  const images = new Map<string, number[]>();
  for await (const batch of dataset?.batches(options) ?? ([] as Batch[])) {
    const { images: values } = batch;
    const pixels = values.length / batch.labels.length;
    for (const [row, label] of batch.labels.entries()) {
      const name = (batch.names?.[row] ?? '').split('/').slice(-2).join('/').replace('.png', '');
      images.set(name, [label, ...values.subarray(row * pixels, (row + 1) * pixels)]);
    }
  }
  return images;
}

describe('datasets of shards', () => {
  it('have the images of a folder, moved and changed as those are, and untouched for tests', async () => {
    const work = await temporaryFolder();
    const folder = await writeImageFolder(join(work, 'folder'), { train: 5, test: 3 });
    const shards = join(work, 'shards');
    await shardsOf(folder, 'train', 4, shards);
    await shardsOf(folder, 'test', 9, shards);
    const pool = new DecodePool(0);
    const options = { preprocessing, pool, maxUnreadable: 0, onUnreadable: () => undefined };
    const crop = { kind: 'crop-flip', padding: 2, flip: true } as const;
    for (const pixels of [{}, { rotation: { degrees: 20, interpolation: 'bilinear' } as const }]) {
      const images = async (source: string) => {
        const data = await findTrainingData(source);
        const dataset = await openTrainingData(data, crop, 7, { ...options, pixels });
        return await byName(dataset, { batchSize: 4, epoch: 3 });
      };
      const [ofShards, ofFolder] = [await images(shards), await images(folder)];
      expect(ofShards.size).toBe(15);
      expect(ofShards).toEqual(ofFolder);
    }
    const tested = async (source: string) =>
      await byName(await openTestData(await findTestData(source, classNames), options), {
        batchSize: 4,
        epoch: 0,
      });
    expect(await tested(shards)).toEqual(await tested(folder));
    expect((await tested(shards)).size).toBe(9);
  });

  it('count images that cannot be decoded as those of folders', async () => {
    const shards = await writeSamples(await temporaryFolder(), [4, 4]);
    const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await writeTarShard(
      join(shards, 's-2.tar'),
      [0, 1, 2].map((label) => ({ key: `good${label}`, ending: 'png', label, image })),
    );
    const pool = new DecodePool(1);
    const names: string[] = [];
    const test = async (maxUnreadable: number) => {
      const onUnreadable = (name: string) => names.push(name);
      const options = { preprocessing, pool, maxUnreadable, onUnreadable };
      const data = await openTestData(await findTestData(shards), options);
      return (await byName(data, { batchSize: 2, epoch: 0 })).size;
    };
    try {
      expect(await test(0.9)).toBe(3);
      const broken = Array.from({ length: 8 }, (_, i) => `s-${Math.floor(i / 4)}.tar/s${i}`);
      expect([...names].sort()).toEqual(broken);
      // Several batches are decoded at once, and any of them may be the first.
      await expect(test(0.1)).rejects.toThrow(/3 of 11 files cannot be read, the last one s-[01]\.tar\//);
    } finally {
      await pool.close();
    }
  });
});

describe('commands', () => {
  it('fit trains on shards, resumes and refuses other shards; eval tests on those of the test split', async () => {
    const work = await temporaryFolder();
    const [folder, run, shards] = [join(work, 'folder'), join(work, 'run'), join(work, 'shards')];
    await writeImageFolder(folder, { train: 4, test: 2 });
    await shardsOf(folder, 'train', 5, shards);
    await shardsOf(folder, 'test', 6, shards);
    const began = await fitOnce(shards, run);
    expect(began).toMatchObject({ code: 0 });
    expect(linesOf(began)).toContain('3 classes: blue, green, red');
    expect(linesOf(began)).toContain(
      'images: 12 in 3 shards for training, 6 in 1 shard for testing, which choose the best checkpoint',
    );
    expect((await readRunFiles(run))?.files.map(({ split, name }) => `${split} ${name}`)).toEqual([
      ...['train train-000.tar', 'train train-005.tar', 'train train-010.tar', 'test test-000.tar'],
    ]);
    expect(await fitOnce(shards, run, '--resume', '--max-steps', '3')).toMatchObject({ code: 0 });
    const tested = await evalOf(shards, run);
    expect(tested).toMatchObject({ code: 0 });
    expect(JSON.parse(tested.stdout)).toMatchObject({ images: 6 });
    const onOwn = await evalOf(join(shards, 'train-{000,005}.tar'), run);
    expect(onOwn.code).toBe(3);
    expect(linesOf(onOwn).at(-1)).toContain('the run was trained on 2 of these 2 shards (train-000.tar)');
    const share = await fitOnce(shards, join(work, 'other'), '--val-split', '0.2');
    expect(share.code).toBe(2);
    expect(linesOf(share).at(-1)).toContain('shards are split when they are written');
    await shardsOf(folder, 'train', 4, shards);
    const changed = await fitOnce(shards, run, '--resume', '--max-steps', '4');
    expect(changed.code).toBe(2);
    expect(linesOf(changed).at(-1)).toContain('are not those that the run began with');
  });
});
