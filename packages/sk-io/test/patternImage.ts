/** The image of tools/golden/write_timm.py: [1, height, width, 3] from -1 to 1, the same in Python. */
import * as tf from '@tensorflow/tfjs-core';

export function patternImage(height: number, width: number): tf.Tensor4D {
  const hashed = (_: unknown, place: number): number => (Math.imul(place, 2654435761) >>> 0) / 2 ** 31 - 1;
  return tf.tensor4d(Float32Array.from({ length: height * width * 3 }, hashed), [1, height, width, 3]);
}
