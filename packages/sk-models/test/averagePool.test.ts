/** What an average pool divides by, against loops that read PyTorch's documentation of AvgPool2d. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { SkAveragePool2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Options = ConstructorParameters<typeof SkAveragePool2D>[0];
/** Where a window starts, and how many pixels it divides by. */
type Window = readonly [start: number, count: number];

const row = [5, 1, 9, 2, 8, 3];
const cases: readonly (readonly [title: string, options: Options, windows: readonly Window[]])[] = [
  [
    "ShuffleNet's shortcut: pad 1, padding counts",
    { poolSize: [1, 3], strides: [1, 2], padding: [0, 0, 1, 1] },
    [
      [-1, 3],
      [1, 3],
      [3, 3],
    ],
  ],
  [
    'pad 1, padding does not count',
    { poolSize: [1, 3], strides: [1, 2], padding: [0, 0, 1, 1], countIncludePad: false },
    [
      [-1, 2],
      [1, 3],
      [3, 3],
    ],
  ],
  [
    "the shortcut of timm's deep networks: rounding up divides the last window by what is there",
    { poolSize: [1, 4], strides: [1, 4], ceil: true, countIncludePad: false },
    [
      [0, 4],
      [4, 2],
    ],
  ],
  [
    'what rounding up adds does not count, padding does',
    { poolSize: [1, 5], strides: [1, 4], padding: [0, 0, 1, 1], ceil: true },
    [
      [-1, 5],
      [3, 4],
    ],
  ],
];

describe.each(cases)('%s', (_, options, windows) => {
  const layer = new SkAveragePool2D(options);
  const length = layer.poolSize[1];
  const pixels = ([start]: Window): number[] => row.slice(Math.max(0, start), start + length);

  it('averages each window', () => {
    const x = tf.tensor4d(row, [1, 1, row.length, 1]);
    const wanted = windows.map((window) => pixels(window).reduce((a, b) => a + b) / window[1]);
    const got = (layer.apply(x) as tf.Tensor).dataSync();
    expect(got).toHaveLength(wanted.length);
    wanted.forEach((value, i) => void expect(got[i]).toBeCloseTo(value, 5));
  });

  it('hands each pixel its shares of the gradient', () => {
    const x = tf.tensor4d(row, [1, 1, row.length, 1]);
    const got = tf
      .grad((t: tf.Tensor) => tf.sum(layer.apply(t) as tf.Tensor))(x)
      .dataSync();
    row.forEach((_value, pixel) => {
      const inside = windows.filter(([start]) => start <= pixel && pixel < start + length);
      expect(got[pixel]).toBeCloseTo(
        inside.reduce((sum, [, count]) => sum + 1 / count, 0),
        5,
      );
    });
  });
});

it('rows and columns are counted apart', () => {
  const layer = new SkAveragePool2D({ poolSize: 3, strides: 2, padding: 1, countIncludePad: false });
  const ones = layer.apply(tf.ones([1, 4, 6, 2])) as tf.Tensor;
  expect(ones.shape).toEqual([1, 2, 3, 2]);
  ones.dataSync().forEach((value) => void expect(value).toBeCloseTo(1, 6));
  const counted = new SkAveragePool2D({ poolSize: 3, strides: 2, padding: 1 });
  const shares = (counted.apply(tf.ones([1, 4, 6, 1])) as tf.Tensor).dataSync();
  [4, 6, 6, 6, 9, 9].forEach((pixels, i) => void expect(shares[i]).toBeCloseTo(pixels / 9, 6));
});
