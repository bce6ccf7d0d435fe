import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { kernelOrigin } from 'sk-core';
import { describe, expect, it } from 'vitest';
import { noise, sameOnBoth } from './support/onBothBackends.js';

type T4 = tf.Tensor4D;
const replaced = [
  ...['AvgPoolGrad', 'BatchMatMul', 'Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput'],
  ...['DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput'],
  ...['FusedBatchNorm', 'FusedConv2D', 'FusedDepthwiseConv2D', 'Identity', 'LogSoftmax', 'MaxPoolGrad'],
  ...['Mean', 'Slice', 'SplitV', 'Sum', 'Tile', 'UnsortedSegmentSum', '_FusedMatMul'],
];
const windows = [
  { filter: 3, strides: 1, pad: 'same' },
  { filter: 3, strides: 2, pad: 'same' },
  { filter: 2, strides: 2, pad: 'valid' },
  { filter: 1, strides: 1, pad: 'valid' },
  { filter: 1, strides: 3, pad: 'valid' },
  { filter: 4, strides: 1, pad: 'same' },
  { filter: 5, strides: 3, pad: 2 },
] as const;

describe('convolutions of tfjs agree with its cpu backend', () => {
  for (const { filter, strides, pad } of windows) {
    for (const [c, o] of [
      [3, 5],
      [4, 8],
      [16, 12],
    ] as const) {
      it(`conv2d ${filter}x${filter}, stride ${strides}, ${pad}, ${c} to ${o} channels, with gradients`, async () => {
        await sameOnBoth(() => {
          const [x, f] = [noise([2, 9, 7, c], 1), noise([filter, filter, c, o], 2)] as [T4, T4];
          const y = tf.conv2d(x, f, strides, pad);
          const [dx, df] = tf.grads((a, b) => tf.conv2d(a as T4, b as T4, strides, pad))(
            [x, f],
            noise(y.shape, 3),
          );
          return [y, dx as tf.Tensor, df as tf.Tensor];
        });
      });
    }
    for (const multiplier of [1, 3]) {
      it(`depthwiseConv2d ${filter}x${filter}, stride ${strides}, ${pad}, multiplier ${multiplier}, with gradients`, async () => {
        await sameOnBoth(() => {
          const [x, f] = [noise([2, 9, 7, 18], 4), noise([filter, filter, 18, multiplier], 5)] as [T4, T4];
          const y = tf.depthwiseConv2d(x, f, strides, pad);
          const [dx, df] = tf.grads((a, b) => tf.depthwiseConv2d(a as T4, b as T4, strides, pad))(
            [x, f],
            noise(y.shape, 6),
          );
          return [y, dx as tf.Tensor, df as tf.Tensor];
        });
      });
    }
  }

  it('conv2d dilated by 2', async () => {
    await sameOnBoth(() =>
      tf.conv2d(noise([1, 9, 9, 3], 1) as T4, noise([3, 3, 3, 4], 2) as T4, 1, 'same', 'NHWC', 2),
    );
  });

  for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const) {
    it(`fused convolutions and matMul with bias and ${activation}`, async () => {
      await sameOnBoth(() => {
        const [x, f, d] = [noise([2, 6, 5, 3], 1), noise([3, 3, 3, 6], 2), noise([3, 3, 3, 2], 3)];
        const [bias, alpha] = [noise([6], 4) as tf.Tensor1D, noise([6], 5)];
        const common = { strides: 1, pad: 'same', bias, activation, leakyreluAlpha: 0.2 } as const;
        const fused = { ...common, preluActivationWeights: alpha };
        return [
          tf.fused.conv2d({ x: x as T4, filter: f as T4, ...fused }),
          tf.fused.depthwiseConv2d({ x: x as T4, filter: d as T4, ...fused }),
          tf.fused.matMul({ a: noise([4, 7], 6), b: noise([7, 6], 7), ...fused }),
        ];
      });
    });
  }

  it('refuses NCHW in one line', async () => {
    await sameOnBoth(() => tf.scalar(1));
    expect(() =>
      tf.tidy(() => tf.conv2d(noise([1, 3, 5, 5], 1) as T4, noise([3, 3, 3, 4], 2) as T4, 1, 'same', 'NCHW')),
    ).toThrow(/Conv2D: dataFormat wants NHWC, got NCHW/);
  });
});

describe('matMul agrees with the cpu backend', () => {
  for (const [m, k, n] of [
    [1, 1, 1],
    [5, 7, 3],
    [33, 18, 12],
    [4, 64, 40],
  ] as const) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        it(`${m} x ${k} x ${n}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}, batches broadcast`, async () => {
          await sameOnBoth(() => {
            const a = (outer: number[]) => noise([...outer, ...(transposeA ? [k, m] : [m, k])], 1);
            const b = (outer: number[]) => noise([...outer, ...(transposeB ? [n, k] : [k, n])], 2);
            return [
              tf.matMul(a([]), b([]), transposeA, transposeB),
              tf.matMul(a([3]), b([3]), transposeA, transposeB),
              tf.matMul(a([1]), b([4]), transposeA, transposeB),
              tf.matMul(a([2, 3]), b([]), transposeA, transposeB),
            ];
          });
        });
      }
    }
  }
});

describe('pooling gradients agree with the cpu backend', () => {
  for (const { filter, strides, pad } of windows) {
    it(`max and average ${filter}x${filter}, stride ${strides}, ${pad}`, async () => {
      await sameOnBoth(() => {
        const x = noise([2, 8, 9, 7], 1) as T4;
        const pools = [tf.maxPool, tf.avgPool] as const;
        return pools.map((pool) => {
          const run = (t: tf.Tensor): tf.Tensor => pool(t as T4, filter, strides, pad);
          return tf.grad(run)(x, noise(run(x).shape, 2));
        });
      });
    });
  }

  it('of equal values the first takes all', async () => {
    await sameOnBoth(() =>
      tf.grad((x) => tf.maxPool(x as T4, 2, 1, 'valid'))(tf.ones([1, 4, 4, 5]), noise([1, 3, 3, 5], 1)),
    );
  });
});

describe('other kernels agree with the cpu backend', () => {
  const axes: (number | number[] | undefined)[] = [undefined, [], 0, 1, 3, [0, 1, 2], [1, 3], [0, 2], [2, 3]];
  for (const axis of axes) {
    it(`sum and mean over ${axis === undefined ? 'all axes' : `[${axis}]`}`, async () => {
      await sameOnBoth(() => {
        const x = noise([3, 4, 1, 5], 1);
        const whole = tf.cast(tf.mul(x, 10), 'int32');
        return [tf.sum(x, axis), tf.mean(x, axis, true), tf.sum(whole, axis, true), tf.mean(whole, axis)];
      });
    });
  }

  it('tile of any rank and type', async () => {
    await sameOnBoth(() => [
      tf.tile(noise([3], 1), [4]),
      tf.tile(noise([2, 3, 2], 2), [3, 1, 2]),
      tf.tile(noise([1, 1, 1, 5], 3), [2, 3, 4, 1]),
      tf.tile(tf.tensor2d([true, false, true], [1, 3], 'bool'), [2, 2]),
      tf.tile(tf.tensor1d([1, 2], 'int32'), [1]),
    ]);
  });

  it('slice of any rank and type', async () => {
    await sameOnBoth(() => [
      tf.slice(noise([7], 1), 2, 3),
      tf.slice(noise([5, 4], 2), [1, 0], [3, -1]),
      tf.slice(noise([5, 4], 2), [1, 1], [-1, 2]),
      tf.slice(noise([3, 4, 5], 3), [0, 1, 0], [3, 2, 5]),
      tf.slice(noise([3, 4, 5, 6], 4), [1, 0, 2, 3], [2, 4, 2, 1]),
      tf.slice(noise([2, 3, 2, 3, 2], 5), [1, 0, 0, 1, 0], [1, 2, 2, 2, 2]),
      tf.slice(noise([3, 4], 6), [0, 0], [3, 4]),
      tf.slice(noise([3, 4], 6), [1, 2], [0, 2]),
      tf.slice(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32'), [0, 1], [2, 2]),
      tf.slice(tf.tensor2d([true, false, true, true], [2, 2], 'bool'), [0, 1], [2, 1]),
      tf.grad((x) => tf.slice(x, [0, 1], [2, 2]))(noise([3, 4], 7), noise([2, 2], 8)),
    ]);
  });

  it('split of any rank and type, in equal parts and others', async () => {
    await sameOnBoth(() => [
      ...tf.split(noise([6], 1), 3),
      ...tf.split(noise([2, 7], 2), [4, 1, 2], 1),
      ...tf.split(noise([2, 3, 4], 3), [1, 0, -1], 1),
      ...tf.split(noise([2, 3, 2, 6], 4), 2, -1),
      ...tf.split(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32'), 3, 1),
      ...tf.split(tf.tensor1d([true, false, true], 'bool'), [2, 1]),
      ...tf.grads((a, b) => tf.concat([a, b], 2))(
        [noise([2, 3, 4], 5), noise([2, 3, 1], 6)],
        noise([2, 3, 5], 7),
      ),
    ]);
  });

  it('slice cuts strings', async () => {
    await start();
    const words = tf.tensor2d(['a', 'b', 'c', 'd'], [2, 2]);
    expect(tf.slice(words, [0, 1], [2, 1]).dataSync()).toEqual(['b', 'd']);
  });

  it('batchNorm, with and without scale and offset', async () => {
    await sameOnBoth(() => {
      const x = noise([2, 3, 4, 6], 1) as T4;
      const [mean, variance, offset, scale] = [2, 3, 4, 5].map((at) => tf.abs(noise([6], at))) as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
      ];
      return [
        tf.batchNorm(x, mean, variance, offset, scale, 0.01),
        tf.batchNorm(x, mean, variance),
        tf.batchNorm(x, noise(x.shape, 6) as T4, tf.abs(noise(x.shape, 7)) as T4),
      ];
    });
  });

  it('logSoftmax, also of large numbers', async () => {
    await sameOnBoth(() => [
      tf.logSoftmax(noise([4, 9], 1)),
      tf.logSoftmax(tf.mul(noise([2, 3, 5], 2), 1000)),
    ]);
  });

  it('unsortedSegmentSum drops segments out of range', async () => {
    await sameOnBoth(() => [
      tf.unsortedSegmentSum(noise([5, 3], 1), tf.tensor1d([2, 0, 2, -1, 1], 'int32'), 4),
      tf.grad((x) => tf.gather(x, tf.tensor1d([1, 1, 0], 'int32')))(noise([3, 2], 2), noise([3, 2], 3)),
    ]);
  });

  it('they are the kernels of this package', async () => {
    await sameOnBoth(() => tf.scalar(1));
    expect(replaced.filter((name) => kernelOrigin(name, 'wasm') !== 'plugin')).toEqual([]);
  });
});
