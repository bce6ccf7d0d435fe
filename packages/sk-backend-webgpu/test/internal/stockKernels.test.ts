import * as tf from '@tensorflow/tfjs-core';
import { kernelOrigin } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { startOnAnyAdapter } from '../support/adapter.js';
import { noise, sameAsCpu } from '../support/sameAsCpu.js';
import { shapes } from './support/shapes.js';

type T1 = tf.Tensor1D;
type T3 = tf.Tensor3D;
type T4 = tf.Tensor4D;
type Pads = [[number, number], [number, number], [number, number], [number, number]];

/** SK_TEST_FULL=1 adds sizes of products and activations, whose many shaders a software adapter compiles slowly. */
const full = process.env['SK_TEST_FULL'] === '1';

const replaced = [
  ...['AddN', 'ArgMax', 'ArgMin', 'Cumprod', 'Cumsum', 'MaxPoolGrad', 'Mean', 'PadV2', 'Prod'],
  ...['Reverse', 'Select', 'Sum'],
];
const many = (count: number, shape: readonly number[]): tf.Tensor[] =>
  Array.from({ length: count }, (_, i) => noise(shape, i + 1));

it('they are the kernels of this package', async () => {
  await startOnAnyAdapter();
  expect(replaced.filter((name) => kernelOrigin(name, 'webgpu') !== 'plugin')).toEqual([]);
});

describe('what tfjs gets wrong agrees with its cpu backend', () => {
  for (const count of [2, 7, 8, 9, 12, 23, 40]) {
    it(`addN, concat and stack of ${count}`, async () => {
      await sameAsCpu(() => [
        tf.addN(many(count, [3, 4])),
        tf.concat(many(count, [2, 3]), 1),
        tf.stack(many(count, [2, 3]), 1),
      ]);
    });
  }

  it('addN of whole numbers, of one tensor, and its gradients', async () => {
    await sameAsCpu(() => [
      tf.addN([tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')]),
      tf.addN([noise([3], 1)]),
      ...tf.grads((...xs: tf.Tensor[]) => tf.addN(xs))(many(13, [3, 4]), noise([3, 4], 20)),
    ]);
  });

  for (const shape of shapes) {
    it(`pad, slice and where of rank ${shape.length}, with gradients`, async () => {
      await sameAsCpu(() => {
        const paddings = shape.map((_, axis): [number, number] => (axis % 2 === 0 ? [1, 2] : [0, 3]));
        const pad = (x: tf.Tensor): tf.Tensor => tf.pad(x, paddings);
        const [begin, size] = [shape.map(() => 1), shape.map((length) => length - 1)];
        const [x, y, positive] = [noise(shape, 1), noise(shape, 2), tf.greater(noise(shape, 3), 0)];
        const padded = tf.pad(x, paddings, 1.5);
        return [
          padded,
          tf.grad(pad)(x, noise(padded.shape, 4)),
          tf.slice(x, begin, size),
          tf.grad((t) => tf.slice(t, begin, size))(x, noise(size, 5)),
          tf.where(positive, x, y),
          ...tf.grads((a, b) => tf.where(positive, a, b))([x, y], noise(shape, 6)),
        ];
      });
    });

    it(`cumsum, cumprod and reverse of rank ${shape.length}`, async () => {
      await sameAsCpu(() => [
        ...shape.map((_, axis) => tf.cumsum(noise(shape, 1), axis)),
        tf.cumprod(noise(shape, 2), shape.length - 1),
        tf.reverse(noise(shape, 3)),
        tf.reverse(noise(shape, 4), -1),
      ]);
    });
  }

  it('reductions of nothing', async () => {
    await sameAsCpu(() => [
      tf.sum(tf.zeros([0])),
      tf.sum(tf.zeros([0, 3]), 0),
      tf.sum(tf.zeros([0, 3], 'int32'), 0, true),
      tf.sum(tf.zeros([3, 0]), 0),
      tf.prod(tf.zeros([0, 3]), 0, true),
    ]);
  });

  it('the mean of nothing is not a number', async () => {
    await startOnAnyAdapter();
    const y = tf.mean(tf.zeros([0, 3]), 0);
    expect([...(await y.data())]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    y.dispose();
  });

  it('the place of the largest and the smallest of a vector is a scalar', async () => {
    await sameAsCpu(() => [tf.argMax(noise([1000], 1)), tf.argMin(noise([7], 2))]);
  });

  it('a small product keeps its dimensions', async () => {
    await sameAsCpu(() => [tf.prod(noise([3, 4], 1), 1, true), tf.prod(noise([3, 4], 2))]);
  });

  for (const channels of [4, 5]) {
    it(`of equal values in a window the first takes the gradient, ${channels} channels`, async () => {
      await sameAsCpu(() => {
        const pool = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as T4, 3, 2, 1);
        return [
          tf.grad(pool)(tf.relu(noise([2, 9, 8, channels], 1)), noise([2, 5, 4, channels], 2)),
          tf.grad(pool)(tf.ones([1, 5, 5, channels]), noise([1, 3, 3, channels], 3)),
        ];
      });
    });
  }
});

const windows = [
  { filter: 3, strides: 1, pad: 'same' },
  { filter: 3, strides: 2, pad: 'same' },
  { filter: 2, strides: 2, pad: 'valid' },
  { filter: 1, strides: 1, pad: 'valid' },
  { filter: 1, strides: 2, pad: 'valid' },
  { filter: 4, strides: 1, pad: 'same' },
  { filter: 5, strides: 3, pad: 2 },
] as const;

describe('pooling agrees with the cpu backend', () => {
  for (const { filter, strides, pad } of windows) {
    it(`max and average ${filter}x${filter}, stride ${strides}, ${pad}, with gradients`, async () => {
      await sameAsCpu(() => {
        const pools = [tf.maxPool, tf.avgPool] as const;
        return pools.flatMap((pool) => {
          const run = (t: tf.Tensor): tf.Tensor => pool(t as T4, filter, strides, pad);
          const x = noise([2, 8, 9, 7], 1);
          const y = run(x);
          // In a window of one pixel tfjs's gradient of the average is that of the identity.
          return filter === 1 ? [y] : [y, tf.grad(run)(x, noise(y.shape, 2))];
        });
      });
    });
  }

  for (const [length, pads] of [
    [8, [0, 1]],
    [9, [1, 1]],
    [8, [1, 2]],
    [8, [0, 2]],
  ] as const) {
    it(`max 3x3 of ${length} pixels with ${pads[0]} before and ${pads[1]} after them`, async () => {
      await sameAsCpu(() => {
        const sides: Pads = [[0, 0], [...pads], [...pads], [0, 0]];
        const run = (t: tf.Tensor): tf.Tensor => tf.maxPool(t as T4, [3, 3], [2, 2], sides);
        return [4, 5].flatMap((channels) => {
          const x = noise([2, length, length, channels], 1);
          const y = run(x);
          return [y, tf.grad(run)(x, noise(y.shape, 2))];
        });
      });
    });
  }
});

describe('convolutions of tfjs agree with the cpu backend', () => {
  for (const { filter, strides, pad } of windows) {
    it(`${filter}x${filter}, stride ${strides}, ${pad}, full and depthwise, with gradients`, async () => {
      await sameAsCpu(() => {
        const convs = [
          { run: tf.conv2d, f: [filter, filter, 4, 8], c: 4 },
          { run: tf.conv2d, f: [filter, filter, 3, 5], c: 3 },
          { run: tf.depthwiseConv2d, f: [filter, filter, 8, 1], c: 8 },
          { run: tf.depthwiseConv2d, f: [filter, filter, 5, 2], c: 5 },
        ] as const;
        return convs.flatMap(({ run, f: shape, c }) => {
          const conv = (x: tf.Tensor, f: tf.Tensor): tf.Tensor => run(x as T4, f as T4, strides, pad);
          const [x, f] = [noise([2, 9, 7, c], 1), noise(shape, 2)];
          const y = conv(x, f);
          return [y, ...tf.grads(conv)([x, f], noise(y.shape, 3))];
        });
      });
    });
  }

  it('dilated, with uneven padding, and transposed', async () => {
    await sameAsCpu(() => {
      const [x, f] = [noise([1, 9, 9, 4], 1) as T4, noise([3, 3, 4, 8], 2) as T4];
      const uneven: Pads = [
        [0, 0],
        [0, 1],
        [2, 1],
        [0, 0],
      ];
      const conv = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.conv2d(a as T4, b as T4, 2, uneven);
      const y = conv(x, f);
      return [
        tf.conv2d(x, f, 1, 'same', 'NHWC', 2),
        tf.depthwiseConv2d(x, noise([3, 3, 4, 1], 3) as T4, 1, 'same', 'NHWC', 2),
        y,
        ...tf.grads(conv)([x, f], noise(y.shape, 4)),
        tf.conv2dTranspose(
          noise([1, 4, 4, 3], 5) as T4,
          noise([3, 3, 2, 3], 6) as T4,
          [1, 8, 8, 2],
          2,
          'same',
        ),
        tf.conv1d(noise([2, 10, 3], 7) as T3, noise([3, 3, 4], 8) as T3, 1, 'same'),
      ];
    });
  });

  const others = ['linear', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const;
  for (const activation of ['relu', 'prelu', ...(full ? others : [])] as const) {
    it(`fused with bias and ${activation}, and so matMul`, async () => {
      await sameAsCpu(() => {
        const common = { strides: 1, pad: 'same', activation, leakyreluAlpha: 0.2 } as const;
        const [bias, alpha] = [noise([8], 4) as T1, noise([8], 5)];
        const fused = { ...common, bias, preluActivationWeights: alpha };
        const x = noise([2, 6, 5, 4], 1) as T4;
        return [
          tf.fused.conv2d({ x, filter: noise([3, 3, 4, 8], 2) as T4, ...fused }),
          tf.fused.depthwiseConv2d({ x, filter: noise([3, 3, 4, 2], 3) as T4, ...fused }),
          tf.fused.matMul({ a: noise([5, 7], 6), b: noise([7, 8], 7), ...fused }),
        ];
      });
    });
  }
});

describe('matMul agrees with the cpu backend', () => {
  const sizes = [
    [1, 1, 1],
    [5, 7, 3],
    [33, 18, 12],
    [2, 2100, 2],
  ] as const;

  for (const [m, k, n] of full ? sizes : []) {
    it(`${m} x ${k} x ${n}, in all transposed forms, and batches`, async () => {
      await sameAsCpu(() =>
        [false, true].flatMap((transposeA) =>
          [false, true].flatMap((transposeB) => {
            const a = (outer: number[]) => noise([...outer, ...(transposeA ? [k, m] : [m, k])], 1);
            const b = (outer: number[]) => noise([...outer, ...(transposeB ? [n, k] : [k, n])], 2);
            return [
              tf.matMul(a([]), b([]), transposeA, transposeB),
              tf.matMul(a([2, 3]), b([]), transposeA, transposeB),
              tf.matMul(a([1]), b([4]), transposeA, transposeB),
            ];
          }),
        ),
      );
    });
  }

  it('its gradients, and einsum', async () => {
    await sameAsCpu(() => [
      ...tf.grads((a, b) => tf.matMul(a as T3, b as T3))(
        [noise([4, 40, 24], 1), noise([4, 24, 36], 2)],
        noise([4, 40, 36], 3),
      ),
      tf.einsum('bij,bjk->bik', noise([2, 3, 4], 1), noise([2, 4, 2], 2)),
      tf.einsum('ij,ij->i', noise([3, 4], 1), noise([3, 4], 2)),
    ]);
  });
});
