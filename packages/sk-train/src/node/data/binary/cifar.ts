/**
 * CIFAR-10 and CIFAR-100 in their authors' binary form: records of one label byte (or a coarse and a fine one) and
 * 3,072 bytes, the red plane first.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from 'sk-io';
import { unnamedClass } from '../classes/unnamedClasses.js';
import type { BinaryFile, BinaryFormat, BinaryImages, BinarySplit } from './binaryFormat.js';

interface Layout {
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly names: string;
  /** Bytes before the pixels; the last of them is the label. */
  readonly labelBytes: number;
  readonly classes: number;
}

const layouts: readonly Layout[] = [
  {
    train: [1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`),
    test: ['test_batch.bin'],
    names: 'batches.meta.txt',
    labelBytes: 1,
    classes: 10,
  },
  {
    train: ['train.bin'],
    test: ['test.bin'],
    names: 'fine_label_names.txt',
    labelBytes: 2,
    classes: 100,
  },
];

const side = 32;
const plane = side * side;

function layoutOf(folder: string): Layout | undefined {
  return layouts.find(({ test }) => test.every((name) => existsSync(join(folder, name))));
}

export const cifar: BinaryFormat = {
  name: 'CIFAR',
  isIn: (folder) => layoutOf(folder) !== undefined,

  async classNames(folder) {
    const { names, classes } = knownLayout(folder);
    return await readClassNames(join(folder, names), classes);
  },

  async read(folder, split) {
    const layout = knownLayout(folder);
    const record = layout.labelBytes + 3 * plane;
    const files = await Promise.all(layout[split].map((name) => readRecords(join(folder, name), record)));
    return {
      ...imagesOf(Buffer.concat(files), { folder, split, layout, record }),
      shape: [side, side, 3],
      classNames: await cifar.classNames(folder),
    };
  },

  async list(folder) {
    const layout = knownLayout(folder);
    const named = (['train', 'test'] as const).flatMap((split) =>
      layout[split].map((name) => ({ split, name })),
    );
    return await Promise.all(
      named.map(async ({ split, name }): Promise<BinaryFile> => {
        const path = join(folder, name);
        const { size } = await stat(path).catch((error: Error) => {
          throw new DataError(`${path}: ${error.message}`);
        });
        return { split, name, bytes: size, images: Math.floor(size / (layout.labelBytes + 3 * plane)) };
      }),
    );
  },
};

function knownLayout(folder: string): Layout {
  const layout = layoutOf(folder);
  if (layout !== undefined) return layout;
  throw new DataError(`${folder}: wants the binary files of CIFAR-10 or CIFAR-100`);
}

interface Records {
  readonly folder: string;
  readonly split: BinarySplit;
  readonly layout: Layout;
  /** Bytes of an image with its labels. */
  readonly record: number;
}

function imagesOf(
  bytes: Buffer,
  { folder, split, layout: { labelBytes, classes }, record }: Records,
): Pick<BinaryImages, 'images' | 'labels'> {
  const size = bytes.length / record;
  const images = new Uint8Array(size * 3 * plane);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const label = bytes.readUInt8(i * record + labelBytes - 1);
    if (label >= classes) {
      throw new DataError(`${folder}: ${split} image ${i} has label ${label} of ${classes} classes`);
    }
    labels[i] = label;
    interleave(bytes.subarray(i * record + labelBytes), images.subarray(i * 3 * plane));
  }
  return { images, labels };
}

async function readRecords(path: string, record: number): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new DataError(`${path}: ${error.message}`);
  });
  if (bytes.length === 0 || bytes.length % record !== 0) {
    throw new DataError(`${path}: ${bytes.length} bytes, wants a multiple of ${record}`);
  }
  return bytes;
}

/** Turns three planes into pixels of three values. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  for (let c = 0; c < 3; c++) {
    let at = c;
    for (const value of planes.subarray(c * plane, (c + 1) * plane)) {
      pixels[at] = value;
      at += 3;
    }
  }
}

async function readClassNames(path: string, classes: number): Promise<string[]> {
  if (!existsSync(path)) return Array.from({ length: classes }, (_, i) => unnamedClass(i));
  const names = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  const given = names.filter((name) => name !== '').slice(0, classes);
  if (given.length < classes) throw new DataError(`${path}: wants ${classes} names, has ${given.length}`);
  return given;
}
