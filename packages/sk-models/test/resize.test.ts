/** Bilinear resizing with its corners kept: values against a loop, gradients by the identity of an adjoint. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { SkResize2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Image = number[][][];

/** Between the four pixels around a point of the image that the output's corners span. */
function bilinear(image: Image, height: number, width: number): Image {
  const place = (i: number, outputs: number, length: number): [number, number, number] => {
    const at = outputs === 1 ? 0 : (i * (length - 1)) / (outputs - 1);
    const before = Math.floor(at);
    return [before, Math.min(before + 1, length - 1), at - before];
  };
  const mix = (a: readonly number[], b: readonly number[], t: number): number[] =>
    a.map((value, c) => value + t * ((b[c] as number) - value));
  return Array.from({ length: height }, (_, i) => {
    const [top, bottom, down] = place(i, height, image.length);
    return Array.from({ length: width }, (_, j) => {
      const [left, right, across] = place(j, width, (image[0] as number[][]).length);
      const along = (row: number): number[] =>
        mix(image[row]?.[left] as number[], image[row]?.[right] as number[], across);
      return mix(along(top), along(bottom), down);
    });
  });
}

describe.each([
  ['a row of 4 to 7: every second pixel stays', [1, 4], [1, 7]],
  ['a column of 2 to 4', [2, 1], [4, 1]],
  ['7x7 to 14x14, as on the way out of an hourglass', [7, 7], [14, 14]],
  ['one pixel to 3x2', [1, 1], [3, 2]],
  ['5x3 to 2x4: smaller and larger', [5, 3], [2, 4]],
  ['4x6 to 1x1: the first corner', [4, 6], [1, 1]],
] as const)('%s', (_, [h, w], [height, width]) => {
  const layer = new SkResize2D({ size: [height, width] });
  const resize = (x: tf.Tensor): tf.Tensor => layer.apply(x) as tf.Tensor;
  const noise = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

  it('mixes the nearest pixels by their distance', () => {
    tf.tidy(() => {
      const x = noise([2, h, w, 3], 1);
      const wanted = (x.arraySync() as Image[]).map((image) => bilinear(image, height, width));
      const off = tf.max(tf.abs(tf.sub(resize(x), tf.tensor4d(wanted))));
      // Single precision.
      expect(off.dataSync()[0]).toBeLessThan(1e-5);
    });
  });

  it('has the gradient of a linear map', () => {
    tf.tidy(() => {
      const [x, dy] = [noise([2, h, w, 3], 1), noise([2, height, width, 3], 2)];
      const dx = tf.grad((t: tf.Tensor) => tf.sum(tf.mul(resize(t), dy)))(x);
      const [forward, backward] = [tf.sum(tf.mul(resize(x), dy)), tf.sum(tf.mul(x, dx))];
      expect(backward.dataSync()[0]).toBeCloseTo(forward.dataSync()[0] as number, 4);
    });
  });
});

it('a size that is none is refused', () => {
  expect(() => new SkResize2D({ name: 'up', size: [0, 4] })).toThrow(
    "SkResize2D 'up': size wants a whole number from 1, got 0",
  );
});
