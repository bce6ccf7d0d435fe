/** Resizing of images by two products of matrices, one for each axis, whose gradient is right on every backend. */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { imageShape } from './shape.js';

/** Returns where pixel `output` of an axis with `outputs` pixels lies on one with `length`, counted in its pixels. */
export type PixelPlace = (output: number, length: number, outputs: number) => number;

/** Resizes x [N, H, W, C] to [N, ...size, C]: between two pixels it takes as much more of one as it is nearer to it. */
export function resizeLinear(
  x: Tensor,
  [height, width]: readonly [number, number],
  place: PixelPlace,
): Tensor {
  return tf.tidy(() => {
    const [n, h, w, c] = imageShape(x.shape);
    const rows = h === height ? x : tf.matMul(shares(h, height, place), tf.reshape(x, [n, h, w * c]));
    const columns = tf.reshape(rows, [n * height, w, c]);
    const y = w === width ? columns : tf.matMul(shares(w, width, place), columns);
    return tf.reshape(y, [n, height, width, c]);
  });
}

/** Returns [1, outputs, length]: how much each pixel of the output takes of each pixel of the input, along one axis. */
function shares(length: number, outputs: number, place: PixelPlace): tf.Tensor3D {
  const share = (at: number, pixel: number): number => Math.max(0, 1 - Math.abs(at - pixel));
  return tf.tensor3d([
    Array.from({ length: outputs }, (_, i) => {
      const at = place(i, length, outputs);
      return Array.from({ length }, (__, j) => share(at, j));
    }),
  ]);
}
