/** NaN and infinity in kernels of tfjs: they go through as on its cpu backend, except where the README says so. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { noise, sameOnBoth } from './support/onBothBackends.js';

type T4 = tf.Tensor4D;
const lost = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Returns seeded numbers with one of `lost` in the middle. */
function planted(shape: readonly number[], value: number, seed = 1): tf.Tensor {
  const values = noise(shape, seed).dataSync();
  values[values.length >> 1] = value;
  return tf.tensor(values, [...shape]);
}

const unary: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  ...{ abs: tf.abs, neg: tf.neg, square: tf.square, sqrt: tf.sqrt, rsqrt: tf.rsqrt },
  ...{ reciprocal: tf.reciprocal, exp: tf.exp, expm1: tf.expm1, log: tf.log, log1p: tf.log1p },
  ...{ relu: tf.relu, relu6: tf.relu6, elu: tf.elu, selu: tf.selu, leakyRelu: tf.leakyRelu },
  ...{ sigmoid: tf.sigmoid, softplus: tf.softplus, tanh: tf.tanh, erf: tf.erf, sign: tf.sign },
  ...{ ceil: tf.ceil, floor: tf.floor, round: tf.round, step: tf.step, sin: tf.sin },
  ...{ cos: tf.cos, isNaN: tf.isNaN, isInf: tf.isInf, isFinite: tf.isFinite, softmax: tf.softmax },
  ...{ logSoftmax: tf.logSoftmax, logSumExp: tf.logSumExp, sum: tf.sum, mean: tf.mean, max: tf.max },
  ...{ min: tf.min, prod: tf.prod, argMax: tf.argMax, argMin: tf.argMin, cumsum: tf.cumsum },
  ...{ zerosLike: tf.zerosLike },
};

const binary: Readonly<Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  ...{ add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, maximum: tf.maximum },
  ...{
    minimum: tf.minimum,
    pow: tf.pow,
    squaredDifference: tf.squaredDifference,
    divNoNan: tf.divNoNan,
    equal: tf.equal,
  },
  ...{
    notEqual: tf.notEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
  },
  ...{ prelu: tf.prelu },
};

/** The operations that networks, losses and gradients consist of. */
const ops: Readonly<Record<string, (value: number) => tf.Tensor | tf.Tensor[]>> = {
  ...Object.fromEntries(
    Object.entries(unary).map(([name, op]) => [name, (value: number) => op(planted([3, 9], value))]),
  ),
  ...Object.fromEntries(
    Object.entries(binary).map(([name, op]) => [
      name,
      (value: number) => {
        const other = noise([3, 9], 2);
        return [op(planted([3, 9], value), other), op(other, planted([3, 9], value))];
      },
    ]),
  ),
  clipByValue: (value) => tf.clipByValue(planted([3, 9], value), -0.5, 0.5),
  where: (value) => tf.where(tf.greater(noise([3, 9], 3), 0), planted([3, 9], value), noise([3, 9], 2)),
  concat: (value) => tf.concat([planted([3, 9], value), noise([3, 2], 2)], 1),
  transpose: (value) => tf.transpose(planted([3, 9], value)),
  pad: (value) =>
    tf.pad(planted([3, 9], value), [
      [1, 1],
      [0, 2],
    ]),
  tile: (value) => tf.tile(planted([3, 9], value), [2, 2]),
  gather: (value) => tf.gather(planted([3, 9], value), tf.tensor1d([1, 1], 'int32')),
  maxPool: (value) => {
    const x = planted([2, 7, 6, 9], value) as T4;
    return [
      tf.maxPool(x, 3, 2, 'same'),
      tf.maxPool(tf.tensor4d([value, 1, 2, 3], [1, 2, 2, 1]), 2, 2, 'valid'),
    ];
  },
  avgPool: (value) => tf.avgPool(planted([2, 7, 6, 9], value) as T4, 3, 2, 'same'),
  'gradient of maxPool': (value) =>
    tf.grad((x: tf.Tensor) => tf.maxPool(x as T4, 3, 2, 'same'))(planted([2, 7, 6, 9], value)),
  'gradient of maxPool where nothing is greatest': (value) =>
    tf.grad((x: tf.Tensor) => tf.maxPool(x as T4, 2, 2, 'valid'))(tf.fill([1, 2, 2, 9], value)),
  'gradient of avgPool': (value) =>
    tf.grad((x: tf.Tensor) => tf.avgPool(x as T4, 3, 2, 'same'))(
      noise([2, 7, 6, 9], 1),
      planted([2, 4, 3, 9], value),
    ),
  conv2d: (value) => tf.conv2d(planted([2, 7, 6, 5], value) as T4, noise([3, 3, 5, 6], 2) as T4, 1, 'same'),
  ...Object.fromEntries(
    (['relu', 'relu6'] as const).map((activation) => [
      `fused.conv2d with ${activation}`,
      (value: number) => {
        const [x, filter] = [planted([2, 7, 6, 5], value) as T4, noise([3, 3, 5, 6], 2) as T4];
        return tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', activation });
      },
    ]),
  ),
  depthwiseConv2d: (value) =>
    tf.depthwiseConv2d(planted([2, 7, 6, 5], value) as T4, noise([3, 3, 5, 1], 2) as T4, 1, 'same'),
  'gradients of conv2d': (value) =>
    tf.grads((x: tf.Tensor, f: tf.Tensor) => tf.conv2d(x as T4, f as T4, 1, 'valid'))(
      [planted([2, 7, 6, 5], value), noise([3, 3, 5, 6], 2)],
      noise([2, 5, 4, 6], 3),
    ),
  matMul: (value) => [
    tf.matMul(planted([5, 7], value) as tf.Tensor2D, noise([7, 6], 2) as tf.Tensor2D),
    tf.matMul(noise([5, 7], 2) as tf.Tensor2D, planted([7, 6], value) as tf.Tensor2D),
  ],
  batchNorm: (value) => {
    const [mean, offset, scale] = [2, 3, 4].map((seed) => noise([6], seed) as tf.Tensor1D) as [
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    return tf.batchNorm(planted([2, 3, 4, 6], value) as T4, mean, tf.ones([6]) as tf.Tensor1D, offset, scale);
  },
  resizeBilinear: (value) => tf.image.resizeBilinear(planted([1, 4, 4, 3], value) as T4, [6, 6]),
  'relu(Inf - Inf)': (value) => tf.relu(tf.sub(tf.fill([5], value), tf.fill([5], value))),
  'relu of integers': () => tf.relu(tf.tensor1d([-3, 0, 4], 'int32')),
};

async function agrees(name: string): Promise<boolean> {
  const op = ops[name] as (value: number) => tf.Tensor | tf.Tensor[];
  try {
    for (const value of lost) await sameOnBoth(() => op(value));
    return true;
  } catch {
    return false;
  }
}

describe('NaN, Infinity and -Infinity', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, listed = ''] = /differ from the cpu backend:([^.]*)\./.exec(readme) ?? [];
  const differing = [...listed.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

  it('the README lists the kernels that lose them, and no other', async () => {
    const found: string[] = [];
    for (const name of Object.keys(ops)) if (!(await agrees(name))) found.push(name);
    expect(found.sort()).toEqual(differing.sort());
  });

  it.each(Object.keys(ops).filter((name) => !differing.includes(name)))(
    'go through %s as on cpu',
    async (name) => {
      for (const value of lost) await sameOnBoth(() => (ops[name] as (value: number) => tf.Tensor)(value));
    },
  );
});
