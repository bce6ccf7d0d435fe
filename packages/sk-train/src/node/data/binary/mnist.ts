/**
 * MNIST in its authors' binary form, idx, and the sets that have its files: Fashion-MNIST, KMNIST, EMNIST. Numbers are
 * big-endian; a magic number tells bytes (8) and dimensions (1 for labels, 3 for images), then come the dimensions.
 */
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DataError } from 'sk-io';
import { smallSide } from '../../../recipe/imagesRecipe.js';
import type { BinaryFile, BinaryFormat, BinaryImages, BinarySplit } from './binaryFormat.js';

/** `train-images-idx3-ubyte`, with a dot as some have it, and with `.gz` as it is given out. */
const fileName = /^(train|t10k)-(images|labels)[-.]idx[13]-ubyte(\.gz)?$/;

/** The most bytes that a packed file may unpack to: twenty times the training images of MNIST. */
const mostBytes = 2 ** 30;

type Part = 'images' | 'labels';

/** Paths by split and part. */
type Files = ReadonlyMap<string, string>;

export const mnist: BinaryFormat = {
  name: 'MNIST',
  isIn: (folder) => filesIn(folder).has('test images'),

  async classNames(folder) {
    const labels = await readLabels(filesIn(folder), folder, 'train');
    const most = labels.reduce((a, b) => Math.max(a, b), 0);
    return Array.from({ length: most + 1 }, (_, i) => String(i));
  },

  async read(folder, split) {
    const files = filesIn(folder);
    const classNames = await mnist.classNames(folder);
    const labels = await readLabels(files, folder, split);
    const images = await readImages(files, folder, split, labels.length);
    const strange = labels.findIndex((label) => label >= classNames.length);
    if (strange < 0) return { ...images, labels, classNames };
    throw new DataError(
      `${folder}: ${split} image ${strange} has label ${labels[strange]} of ${classNames.length} classes`,
    );
  },

  async list(folder) {
    const files = filesIn(folder);
    const listed: BinaryFile[] = [];
    for (const split of ['train', 'test'] as const) {
      const { length } = await readLabels(files, folder, split);
      for (const part of ['images', 'labels'] as const) {
        const path = pathOf(files, folder, split, part);
        const { size: bytes } = await stat(path);
        listed.push({
          split,
          name: path.slice(folder.length + 1),
          bytes,
          images: part === 'images' ? length : 0,
        });
      }
    }
    return listed;
  },
};

function filesIn(folder: string): Files {
  const files = new Map<string, string>();
  for (const name of namesIn(folder)) {
    const [, first, part] = fileName.exec(name) ?? [];
    if (first !== undefined) files.set(`${first === 'train' ? 'train' : 'test'} ${part}`, join(folder, name));
  }
  return files;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function pathOf(files: Files, folder: string, split: BinarySplit, part: Part): string {
  const path = files.get(`${split} ${part}`);
  if (path !== undefined) return path;
  const name = `${split === 'train' ? 'train' : 't10k'}-${part}-idx${part === 'images' ? 3 : 1}-ubyte`;
  throw new DataError(`${folder}: has no ${name}, or ${name}.gz`);
}

async function readLabels(files: Files, folder: string, split: BinarySplit): Promise<Uint8Array> {
  const path = pathOf(files, folder, split, 'labels');
  const { bytes } = await readIdx(path, 1);
  if (bytes.length === 0) throw new DataError(`${path}: has no label`);
  return bytes;
}

async function readImages(
  files: Files,
  folder: string,
  split: BinarySplit,
  labels: number,
): Promise<Pick<BinaryImages, 'images' | 'shape'>> {
  const path = pathOf(files, folder, split, 'images');
  const { bytes, dimensions } = await readIdx(path, 3);
  const [count = 0, height = 0, width = 0] = dimensions;
  if (Math.min(height, width) < 1 || Math.max(height, width) > smallSide) {
    throw new DataError(
      `${path}: its images are ${height} x ${width}, wants 1 to ${smallSide} pixels a side`,
    );
  }
  if (count !== labels) throw new DataError(`${path}: has ${count} images, and there are ${labels} labels`);
  return { images: bytes, shape: [height, width, 1] };
}

interface Idx {
  readonly dimensions: readonly number[];
  readonly bytes: Uint8Array;
}

async function readIdx(path: string, rank: number): Promise<Idx> {
  const file = await readBytes(path);
  const header = 4 + 4 * rank;
  if (file.length < header || file.readUInt32BE(0) !== 0x800 + rank) {
    throw new DataError(`${path}: does not begin as an idx file of bytes with ${rank} dimensions`);
  }
  const dimensions = Array.from({ length: rank }, (_, i) => file.readUInt32BE(4 + 4 * i));
  const wanted = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (file.length - header !== wanted) {
    throw new DataError(
      `${path}: ${file.length - header} bytes after its header, which wants ${dimensions.join(' x ')}`,
    );
  }
  return { dimensions, bytes: file.subarray(header) };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const bytes = await readFile(path);
    return path.endsWith('.gz') ? await promisify(gunzip)(bytes, { maxOutputLength: mostBytes }) : bytes;
  } catch (error) {
    throw new DataError(`${path}: ${(error as Error).message}`);
  }
}
