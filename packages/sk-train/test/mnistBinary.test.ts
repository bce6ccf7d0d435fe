/** MNIST and its kin in their authors' binary form. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from 'sk-train';
import { DecodePool, findTestData, findTrainingData, openTestData } from 'sk-train/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { binaryFormatOf } from '#internal';
import { temporaryFolder } from './imageFiles.js';
import { idx, writeMnist } from './mnistFiles.js';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});

const mnist = () => {
  const format = binaryFormatOf(folder);
  if (format === undefined) throw new Error('no binary form');
  return format;
};

describe("MNIST's files", () => {
  it.each(['', '.gz'])('are read, with the ending "%s"', async (ending) => {
    await writeMnist(folder, { ending });
    expect(mnist().name).toBe('MNIST');
    const { images, shape, labels, classNames } = await mnist().read(folder, 'test');
    expect(shape).toEqual([4, 3, 1]);
    expect(Array.from(labels)).toEqual([2, 0]);
    expect(classNames).toEqual(['0', '1', '2']);
    expect(Array.from(images)).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });

  it('are listed with their sizes, images apart from labels', async () => {
    await writeMnist(folder);
    expect(await mnist().list(folder)).toEqual([
      { split: 'train', name: 'train-images-idx3-ubyte', bytes: 16 + 36, images: 3 },
      { split: 'train', name: 'train-labels-idx1-ubyte', bytes: 8 + 3, images: 0 },
      { split: 'test', name: 't10k-images-idx3-ubyte', bytes: 16 + 24, images: 2 },
      { split: 'test', name: 't10k-labels-idx1-ubyte', bytes: 8 + 2, images: 0 },
    ]);
  });

  it.each([
    [
      't10k-images-idx3-ubyte',
      idx([2, 4, 3], new Uint8Array(23)),
      /23 bytes after its header, which wants 2 x 4 x 3/,
    ],
    ['t10k-images-idx3-ubyte', idx([3, 4, 3], new Uint8Array(36)), /has 3 images, and there are 2 labels/],
    ['t10k-images-idx3-ubyte', idx([2, 0, 3], new Uint8Array()), /its images are 0 x 3, wants 1 to 64/],
    ['t10k-images-idx3-ubyte', idx([2, 65, 1], new Uint8Array(130)), /its images are 65 x 1, wants 1 to 64/],
    [
      't10k-images-idx3-ubyte',
      new Uint8Array(15),
      /does not begin as an idx file of bytes with 3 dimensions/,
    ],
    ['t10k-images-idx3-ubyte', idx([2, 12], new Uint8Array(24)), /does not begin as an idx file/],
    ['t10k-labels-idx1-ubyte', idx([2], Uint8Array.of(0, 3)), /test image 1 has label 3 of 3 classes/],
    ['t10k-labels-idx1-ubyte', idx([0], new Uint8Array()), /has no label/],
    ['t10k-labels-idx1-ubyte.gz', Uint8Array.of(1, 2, 3), /incorrect header check/],
  ])('are refused where %s is wrong', async (name, bytes, message) => {
    await writeMnist(folder);
    await writeFile(join(folder, name), bytes);
    await expect(mnist().read(folder, 'test')).rejects.toThrow(DataError);
    await expect(mnist().read(folder, 'test')).rejects.toThrow(message);
  });

  it('name the file that is missing', async () => {
    await writeFile(join(folder, 't10k-images-idx3-ubyte.gz'), gzipSync(idx([1, 1, 1], Uint8Array.of(1))));
    await expect(mnist().read(folder, 'test')).rejects.toThrow(
      'has no train-labels-idx1-ubyte, or train-labels-idx1-ubyte.gz',
    );
  });
});

describe('datasets of them', () => {
  const preprocessing = (size: readonly [number, number], channels: 1 | 3) => ({
    ...{ size, channels, cropFraction: 1, interpolation: 'nearest' as const },
    mean: Array.from({ length: channels }, () => 0),
    std: Array.from({ length: channels }, () => 1 / 255),
  });

  it('have the size and the channels that the model reads', async () => {
    await writeMnist(folder);
    const pool = new DecodePool(0);
    const open = async (size: readonly [number, number], channels: 1 | 3) => {
      const data = await findTestData(folder, ['0', '1', '2']);
      const set = await openTestData(data, {
        ...{ preprocessing: preprocessing(size, channels), pool, maxUnreadable: 0 },
        onUnreadable: () => undefined,
      });
      for await (const batch of set?.batches({ batchSize: 2, epoch: 0 }) ?? []) return batch;
      return undefined;
    };
    const grey = await open([4, 3], 1);
    expect(grey?.shape).toEqual([2, 4, 3, 1]);
    expect(Array.from(grey?.images ?? [], Math.round)).toEqual(Array.from({ length: 24 }, (_, i) => i));
    const colour = await open([8, 6], 3);
    expect(colour?.shape).toEqual([2, 8, 6, 3]);
    // Each pixel twice in a row, in three channels.
    expect(Array.from(colour?.images.subarray(0, 12) ?? [], Math.round)).toEqual([
      ...[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
    ]);
    await expect(open([224, 224], 3)).rejects.toThrow(
      "MNIST's images are 4 x 3, the model reads 224 x 224, wants at most 64 pixels a side",
    );
    await pool.close();
  });

  it('want the classes of the model', async () => {
    await writeMnist(folder);
    expect((await findTrainingData(folder)).classNames).toEqual(['0', '1', '2']);
    await expect(findTestData(folder, ['0', '1'])).rejects.toThrow('holds 3 classes, the model knows 2');
  });
});
