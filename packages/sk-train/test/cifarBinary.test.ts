import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, RandomStream } from 'sk-train';
import { findTestData } from 'sk-train/node';
import { describe, expect, it } from 'vitest';
import { binaryFormatOf } from '#internal';
import { temporaryFolder } from './imageFiles.js';

const readCifar = async (folder: string, split: 'train' | 'test') => {
  const format = binaryFormatOf(folder);
  if (format === undefined) throw new DataError(`${folder}: no format`);
  return await format.read(folder, split);
};

/** Records with the given label bytes and random planes. */
function records(labelBytes: readonly (readonly number[])[], seed = 1): Uint8Array {
  const stream = new RandomStream(seed, 'data');
  return Uint8Array.from(
    labelBytes.flatMap((labels) => [...labels, ...Array.from({ length: 3072 }, () => stream.integer(256))]),
  );
}

async function cifar10(): Promise<{ folder: string; test: Uint8Array }> {
  const folder = await temporaryFolder();
  for (let part = 1; part <= 5; part++) {
    await writeFile(join(folder, `data_batch_${part}.bin`), records([[part], [9]], part));
  }
  const test = records([[3], [0], [7]], 6);
  await writeFile(join(folder, 'test_batch.bin'), test);
  await writeFile(join(folder, 'batches.meta.txt'), 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n');
  return { folder, test };
}

describe("CIFAR's files", () => {
  it('reads CIFAR-10: labels, names, and planes turned into pixels', async () => {
    const { folder, test } = await cifar10();
    expect(binaryFormatOf(folder)?.name).toBe('CIFAR');
    const { images, labels, classNames } = await readCifar(folder, 'test');
    expect(Array.from(labels)).toEqual([3, 0, 7]);
    expect(classNames.join('')).toBe('abcdefghij');
    for (const [image, row, column, channel] of [
      [0, 0, 0, 0],
      [1, 5, 31, 2],
      [2, 31, 31, 1],
    ] as const) {
      const pixel = images[image * 3072 + (row * 32 + column) * 3 + channel];
      expect(pixel).toBe(test[image * 3073 + 1 + channel * 1024 + row * 32 + column]);
    }
  });

  it('joins the five training files in their order', async () => {
    const { folder } = await cifar10();
    expect(Array.from((await readCifar(folder, 'train')).labels)).toEqual([1, 9, 2, 9, 3, 9, 4, 9, 5, 9]);
  });

  it('reads CIFAR-100 by its fine labels, and numbers classes without names', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'train.bin'), records([[1, 99]]));
    await writeFile(join(folder, 'test.bin'), records([[2, 42]]));
    const { labels, classNames } = await readCifar(folder, 'train');
    expect(Array.from(labels)).toEqual([99]);
    expect(classNames).toHaveLength(100);
    expect(classNames[99]).toBe('class 99');
  });

  it('refuses a file that is cut short, one that is missing, and a label out of range', async () => {
    const { folder } = await cifar10();
    await writeFile(join(folder, 'data_batch_3.bin'), new Uint8Array(3000));
    await expect(readCifar(folder, 'train')).rejects.toThrow('3000 bytes, wants a multiple of 3073');
    await writeFile(join(folder, 'test_batch.bin'), records([[10]]));
    await expect(readCifar(folder, 'test')).rejects.toThrow('test image 0 has label 10 of 10 classes');
    expect(binaryFormatOf(await temporaryFolder())).toBeUndefined();
  });
});

describe('findTestData', () => {
  it('wants the classes of the model in their order, where both have names', async () => {
    const { folder } = await cifar10();
    const names = [...'abcdefghij'];
    expect((await findTestData(folder, names)).classNames).toEqual(names);
    const unnamed = names.map((_, i) => `class ${i}`);
    expect((await findTestData(folder, unnamed)).classNames).toEqual(names);
    await expect(findTestData(folder, ['b', 'a', ...names.slice(2)])).rejects.toThrow(
      'class 0 is "a" here and "b" for the model',
    );
    await expect(findTestData(folder, names.slice(1))).rejects.toThrow('holds 10 classes, the model knows 9');
  });
});
