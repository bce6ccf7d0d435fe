/** Handwritten digits as tensors, for models that TensorFlow.js trains by itself. */
import * as tf from '@tensorflow/tfjs-core';
import { digitNames, digitSize } from './digit.js';
import { loadDigits } from './digits.js';

const margin = 2;
/** Height and width in pixels: those of MNIST with a margin. */
export const paddedSize = digitSize + 2 * margin;

export interface DigitTensors {
  /** `[count, 32, 32, 1]`, 0 (paper) to 1 (ink). */
  readonly images: tf.Tensor4D;
  /** `[count, 10]`, one-hot. */
  readonly labels: tf.Tensor2D;
}

/** Returns the first digits of a part; the caller disposes of them. */
export function digitTensors(part: 'train' | 't10k', count: number): DigitTensors {
  const digits = loadDigits(part);
  const pixels = digits.images.subarray(0, count * digitSize ** 2);
  const labels = Int32Array.from(digits.labels.subarray(0, count));
  return tf.tidy(() => {
    const images = tf.tensor4d(
      Float32Array.from(pixels, (ink) => ink / 255),
      [count, digitSize, digitSize, 1],
    );
    const sides: [number, number] = [margin, margin];
    const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), digitNames.length);
    return {
      images: tf.pad(images, [[0, 0], sides, sides, [0, 0]]),
      labels: tf.cast(oneHot, 'float32') as tf.Tensor2D,
    };
  });
}
