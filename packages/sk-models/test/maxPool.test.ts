/** Where the windows of a max pool lie, against loops. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { SkMaxPool2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Of a row of pixels; windows are clipped to it. */
function poolRow(row: readonly number[], starts: readonly number[], window: number): number[] {
  return starts.map((start) => Math.max(...row.slice(Math.max(0, start), start + window)));
}

const row = [5, 1, 9, 2, 8, 3];
const cases: readonly (readonly [title: string, options: object, starts: readonly number[]])[] = [
  ["the authors' stem: pad 0, rounding up", { poolSize: [1, 3], strides: [1, 2], ceil: true }, [0, 2, 4]],
  ['rounding down drops the last pixels', { poolSize: [1, 3], strides: [1, 2] }, [0, 2]],
  [
    "PyTorch's stem: pad 1, rounding down",
    { poolSize: [1, 3], strides: [1, 2], padding: [0, 0, 1, 1] },
    [-1, 1, 3],
  ],
  [
    'no window starts beyond the image',
    { poolSize: [1, 2], strides: [1, 3], padding: [0, 0, 1, 1], ceil: true },
    [-1, 2, 5],
  ],
];

describe.each(cases)('%s', (_, options, starts) => {
  const layer = new SkMaxPool2D(options as ConstructorParameters<typeof SkMaxPool2D>[0]);
  const window = layer.poolSize[1];

  it('takes the largest pixel of each window', () => {
    const x = tf.tensor4d(row, [1, 1, row.length, 1]);
    expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual(poolRow(row, starts, window));
  });

  it('never lets padding win over negative pixels', () => {
    const negative = row.map((value) => value - 10);
    const x = tf.tensor4d(negative, [1, 1, row.length, 1]);
    expect([...(layer.apply(x) as tf.Tensor).dataSync()]).toEqual(poolRow(negative, starts, window));
  });

  it('sends the gradient to the pixel that won', () => {
    const x = tf.tensor4d(row, [1, 1, row.length, 1]);
    const grad = tf.grad((t: tf.Tensor) => tf.sum(layer.apply(t) as tf.Tensor))(x);
    const wanted = row.map((value) => poolRow(row, starts, window).filter((best) => best === value).length);
    expect([...grad.dataSync()]).toEqual(wanted);
  });
});
