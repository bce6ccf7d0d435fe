/**
 * CIFAR-10 and CIFAR-100 in their authors' binary form: records of one label byte (or a coarse and a fine one) and
 * 3,072 bytes, the red plane first.
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from 'sk-io';

/** Images as bytes, [32, 32, 3] each. */
export interface CifarImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

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

/** Tells whether a folder holds CIFAR-10 or CIFAR-100 in binary form. */
export function isCifarBinary(folder: string): boolean {
  return layoutOf(folder) !== undefined;
}

/**
 * Reads one split of CIFAR-10 or CIFAR-100.
 * @throws DataError for a missing file, one of odd length, or a label out of range
 */
export async function readCifar(folder: string, split: 'train' | 'test'): Promise<CifarImages> {
  const layout = layoutOf(folder);
  if (layout === undefined) throw new DataError(`${folder}: wants the binary files of CIFAR-10 or CIFAR-100`);
  const record = layout.labelBytes + 3 * plane;
  const files = await Promise.all(layout[split].map((name) => readRecords(join(folder, name), record)));
  const bytes = Buffer.concat(files);
  const size = bytes.length / record;
  const images = new Uint8Array(size * 3 * plane);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const label = bytes.readUInt8(i * record + layout.labelBytes - 1);
    if (label >= layout.classes) {
      throw new DataError(`${folder}: ${split} image ${i} has label ${label} of ${layout.classes} classes`);
    }
    labels[i] = label;
    interleave(bytes.subarray(i * record + layout.labelBytes), images.subarray(i * 3 * plane));
  }
  return { images, labels, classNames: await readClassNames(join(folder, layout.names), layout.classes) };
}

/** A file of CIFAR in binary form. */
export interface CifarFile {
  readonly split: 'train' | 'test';
  readonly name: string;
  readonly bytes: number;
  readonly images: number;
}

/**
 * Lists the files of CIFAR-10 or CIFAR-100 without reading them.
 * @throws DataError for a missing file
 */
export async function listCifar(folder: string): Promise<readonly CifarFile[]> {
  const layout = layoutOf(folder);
  if (layout === undefined) throw new DataError(`${folder}: wants the binary files of CIFAR-10 or CIFAR-100`);
  const named = (['train', 'test'] as const).flatMap((split) =>
    layout[split].map((name) => ({ split, name })),
  );
  return await Promise.all(
    named.map(async ({ split, name }) => {
      const path = join(folder, name);
      const { size } = await stat(path).catch((error: Error) => {
        throw new DataError(`${path}: ${error.message}`);
      });
      return { split, name, bytes: size, images: Math.floor(size / (layout.labelBytes + 3 * plane)) };
    }),
  );
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
  if (!existsSync(path)) return Array.from({ length: classes }, (_, i) => unnamed(i));
  const names = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  const given = names.filter((name) => name !== '').slice(0, classes);
  if (given.length < classes) throw new DataError(`${path}: wants ${classes} names, has ${given.length}`);
  return given;
}

/** Returns the name of a class where the folder has no names. */
const unnamed = (index: number): string => `class ${index}`;

/** Tells whether a class's name is one that a folder without names gave it. */
export function isUnnamed(name: string): boolean {
  return /^class \d+$/.test(name);
}
