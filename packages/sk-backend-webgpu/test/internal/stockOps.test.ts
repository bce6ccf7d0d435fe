import * as tf from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { noise, sameAsCpu } from '../support/sameAsCpu.js';
import { shapes } from './support/shapes.js';

type T1 = tf.Tensor1D;
type T4 = tf.Tensor4D;

describe('element by element, tfjs agrees with the cpu backend', () => {
  const pairs: [number[], number[]][] = [
    [
      [8, 8],
      [8, 8],
    ],
    [[2, 3, 2, 4], [4]],
    [
      [2, 1, 4],
      [1, 3, 1],
    ],
    [[5], []],
    [
      [2, 1, 2, 1, 3],
      [2, 2, 3],
    ],
    [
      [2, 1, 2, 1, 3, 2],
      [3, 1],
    ],
  ];
  for (const [a, b] of pairs) {
    it(`[${a}] and [${b}], with gradients`, async () => {
      await sameAsCpu(() => {
        const [x, y] = [noise(a, 1), noise(b, 2)];
        const withGradients = [tf.add, tf.sub, tf.mul, tf.div].flatMap((op) => {
          const z = op(x, y);
          const run = (p: tf.Tensor, q: tf.Tensor): tf.Tensor => op(p, q);
          return [z, ...tf.grads(run)([x, y], noise(z.shape, 3))];
        });
        const others = [tf.maximum, tf.minimum, tf.squaredDifference, tf.greater, tf.lessEqual, tf.equal];
        return [...withGradients, ...others.map((op) => op(x, y))];
      });
    });
  }

  it('functions of one tensor, with gradients', async () => {
    await sameAsCpu(() => {
      const functions: ((x: tf.Tensor) => tf.Tensor)[] = [
        ...[tf.relu, tf.relu6, tf.sigmoid, tf.tanh, tf.elu, tf.exp, tf.neg, tf.square, tf.abs, tf.softplus],
        ...[tf.leakyRelu, (x: tf.Tensor) => tf.sqrt(tf.abs(x)), (x: tf.Tensor) => tf.rsqrt(tf.abs(x))],
        ...[(x: tf.Tensor) => tf.log(tf.abs(x)), (x: tf.Tensor) => tf.clipByValue(x, -0.3, 0.4)],
        ...[tf.softmax, tf.logSoftmax, (x: tf.Tensor) => tf.pow(tf.abs(x), 2)],
      ];
      const x = tf.mul(noise([3, 8], 1), 7);
      return functions.flatMap((run) => [run(x), tf.grad(run)(x, noise([3, 8], 2))]);
    });
  });

  it('whole numbers, conditions and casts', async () => {
    await sameAsCpu(() => {
      const [a, b] = [tf.tensor1d([7, -7, 5, -3], 'int32'), tf.tensor1d([2, 2, -3, -3], 'int32')];
      const [p, q] = [tf.tensor1d([true, false], 'bool'), tf.tensor1d([true, true], 'bool')];
      return [
        ...[tf.add, tf.sub, tf.mul, tf.floorDiv, tf.maximum].map((op) => op(a, b)),
        ...[tf.logicalAnd(p, q), tf.logicalOr(p, q), tf.logicalNot(p)],
        tf.cast(tf.mul(noise([9], 1), 9), 'int32'),
        tf.cast(noise([9], 1), 'bool'),
        tf.cast(p, 'float32'),
        tf.oneHot(tf.tensor1d([0, 2, 1, -1, 9], 'int32'), 4, 0.9, 0.05),
      ];
    });
  });
});

describe('reductions agree with the cpu backend', () => {
  for (const axis of [undefined, [], 0, 3, [0, 1, 2], [1, 3], [2, 3]]) {
    it(`over ${axis === undefined ? 'all axes' : `[${axis}]`}, with gradients`, async () => {
      await sameAsCpu(() => {
        const x = noise([3, 4, 2, 5], 1);
        return [tf.sum, tf.mean, tf.max, tf.min].flatMap((op) => {
          const y = op(x, axis);
          return [y, op(x, axis, true), tf.grad((t) => op(t, axis))(x, noise(y.shape, 2))];
        });
      });
    });
  }

  it('places, moments, long lines, and all ranks', async () => {
    await sameAsCpu(() => [
      ...[0, 1, 3].flatMap((axis) => [
        tf.argMax(noise([3, 4, 2, 5], 1), axis),
        tf.argMin(noise([3, 4, 2, 5], 1), axis),
      ]),
      tf.argMax(tf.tensor2d([[1, 3, 3, 2]]), 1),
      ...Object.values(tf.moments(noise([2, 3, 4, 5], 1), [0, 1, 2])),
      tf.sum(noise([3000, 2], 1), 0),
      tf.max(noise([2, 3000], 2), 1),
      tf.sum(tf.greater(noise([3, 4], 1), 0), 1),
      ...shapes.map((shape) => tf.sum(noise(shape, 3), -1)),
    ]);
  });
});

describe('what moves values agrees with the cpu backend', () => {
  for (const shape of shapes) {
    it(`at rank ${shape.length}`, async () => {
      await sameAsCpu(() => {
        const x = noise(shape, 1);
        const turned = [...shape.keys()].slice(1).concat(0);
        const tile = shape.map((_, axis) => (axis % 2) + 1);
        return [
          tf.transpose(x),
          tf.transpose(x, turned),
          tf.tile(x, tile),
          tf.concat([x, noise(shape, 2), noise(shape, 3)], -1),
          ...tf.unstack(x, -1),
          ...tf.split(x, shape[0] as number),
          tf.gather(x, tf.tensor1d([1, 0, 1], 'int32'), -1),
          tf.stridedSlice(
            x,
            shape.map(() => 0),
            shape,
            shape.map(() => 2),
          ),
        ];
      });
    });
  }

  it('gradients of gathers and tiles, segments, and the largest', async () => {
    await sameAsCpu(() => {
      const rows = tf.tensor1d([1, 1, 0], 'int32');
      const { values, indices } = tf.topk(noise([3, 20], 1), 4);
      return [
        tf.grad((x) => tf.gather(x, rows))(noise([3, 2], 2), noise([3, 2], 3)),
        tf.grad((x) => tf.tile(x, [2, 3]))(noise([2, 2], 1), noise([4, 6], 2)),
        tf.unsortedSegmentSum(noise([5, 3], 1), tf.tensor1d([2, 0, 2, -1, 1], 'int32'), 4),
        values,
        indices,
      ];
    });
  });

  it('images, resized', async () => {
    await sameAsCpu(() => {
      const x = noise([2, 5, 7, 3], 1) as T4;
      return [
        tf.image.resizeBilinear(x, [8, 4]),
        tf.image.resizeBilinear(x, [8, 4], true),
        tf.image.resizeBilinear(x, [8, 4], false, true),
        tf.image.resizeNearestNeighbor(x, [10, 14]),
        tf.image.flipLeftRight(x),
      ];
    });
  });
});

it('batchNorm agrees with the cpu backend, with gradients', async () => {
  await sameAsCpu(() => {
    const x = noise([2, 3, 4, 6], 1) as T4;
    const [mean, variance, offset, scale] = [2, 3, 4, 5].map((at) => tf.abs(noise([6], at))) as [
      T1,
      T1,
      T1,
      T1,
    ];
    const norm = (...[a, b, c, d, e]: tf.Tensor[]): tf.Tensor =>
      tf.batchNorm(a as T4, b as T1, c as T1, d as T1, e as T1, 0.01);
    return [
      norm(x, mean, variance, offset, scale),
      tf.batchNorm(x, mean, variance),
      ...tf.grads(norm)([x, mean, variance, offset, scale], noise(x.shape, 9)),
    ];
  });
});

it('optimizers agree with the cpu backend after three steps', async () => {
  await sameAsCpu(() => {
    const { sgd, adam, rmsprop } = tf.train;
    return [sgd(0.1), adam(0.1), rmsprop(0.1)].map((optimizer) => {
      const w = tf.variable(noise([3, 4], 1));
      for (const _ of [1, 2, 3]) optimizer.minimize(() => tf.sum(tf.square(w)), false, [w]);
      const result = tf.mul(w, 1);
      w.dispose();
      optimizer.dispose();
      return result;
    });
  });
});
