/** Gradients, clones and memory stay right where kernels of TensorFlow keep tensors between calls and change weights in place. */
import * as tf from '@tensorflow/tfjs-core';
import { start, tensorflowReport } from 'sk-backend-node/node';
import {
  batchNormAddRelu,
  batchNormTraining,
  batchNormTrainingBackprop,
  elementAt,
  momentumStep,
} from 'sk-core';
import { beforeAll, expect, it } from 'vitest';
import { heldByTensorflow } from './heldByTensorflow.js';

const binding = process.env['SK_BINDING'];
beforeAll(() => start(binding === undefined ? {} : { binding }));

const attrs = { epsilon: 1e-3, relu: true };
const channels = 3;

/** Returns x [2, 4, 4, 3], gamma, beta and dy, with a value in the first place of one of them. */
function inputs(planted?: 'x' | 'gamma' | 'beta'): {
  x: tf.Tensor;
  gamma: tf.Tensor;
  beta: tf.Tensor;
  dy: tf.Tensor;
} {
  const shape = [2, 4, 4, channels];
  const draw = (name: string, size: number[], seed: number): tf.Tensor => {
    const values = tf.randomNormal(size, 0, 1, 'float32', seed).dataSync<'float32'>();
    if (name === planted) values[0] = Number.NaN;
    return tf.tensor(values, size);
  };
  return {
    x: draw('x', shape, 1),
    gamma: draw('gamma', [channels], 2),
    beta: draw('beta', [channels], 3),
    dy: draw('dy', shape, 4),
  };
}

/** Returns the gradients of x, gamma and beta through a recorded pass. */
const recorded = ({ x, gamma, beta, dy }: ReturnType<typeof inputs>): number[][] =>
  tf.tidy(() => {
    const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
      tf.mul(batchNormTraining({ x: a, gamma: b, beta: c }, attrs).y, 1),
    )([x, gamma, beta], dy);
    return gradients.map((gradient) => [...gradient.dataSync()]);
  });

/** Returns them as the gradient's kernel computes them where it has no y. */
const alone = ({ x, gamma, beta, dy }: ReturnType<typeof inputs>): number[][] =>
  tf.tidy(() => {
    const { mean, variance } = batchNormTraining({ x, gamma, beta }, attrs);
    const [dmean, dvariance] = [tf.zerosLike(mean), tf.zerosLike(mean)];
    const found = batchNormTrainingBackprop({ x, gamma, beta, mean, variance, dy, dmean, dvariance }, attrs);
    return [found.dx, found.dgamma, found.dbeta].map((gradient) => [...gradient.dataSync()]);
  });

it('the gradient of a batch norm is the same with the y of the forward pass and with one computed again', () => {
  const given = inputs();
  const [found, wanted] = [recorded(given), alone(given)];
  for (const [i, values] of wanted.entries()) {
    for (const [k, value] of values.entries()) expect(found[i]?.[k]).toBeCloseTo(value, 5);
  }
  tf.dispose(Object.values(given));
});

it.each(['x', 'gamma', 'beta'] as const)('a NaN in %s makes all gradients of its channel NaN', (planted) => {
  const given = inputs(planted);
  for (const values of recorded(given)) {
    const lost = values.map((value) => Number.isNaN(value));
    expect(lost).toEqual(values.map((_, i) => i % channels === 0));
  }
  tf.dispose(Object.values(given));
});

it('a NaN that is added at one pixel makes the gradient of the addend NaN there and nowhere else', () => {
  const { x, gamma, beta, dy } = inputs();
  const values = new Float32Array(x.size);
  values[5] = Number.NaN;
  const addend = tf.tensor(values, x.shape);
  const [dx, daddend] = tf.grads(
    (a: tf.Tensor, b: tf.Tensor) => batchNormAddRelu({ x: a, gamma, beta, addend: b }, { epsilon: 1e-3 }).y,
  )([x, addend], dy) as [tf.Tensor, tf.Tensor];
  expect([...daddend.dataSync()].flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toEqual([5]);
  expect([...dx.dataSync()].map((value) => Number.isNaN(value))).toEqual(
    [...values].map((_, i) => i % channels === 5 % channels),
  );
  tf.dispose([x, gamma, beta, dy, addend, dx, daddend]);
});

it('what a forward pass keeps goes with its x', () => {
  const given = inputs();
  recorded(given);
  const before = heldByTensorflow();
  for (let i = 0; i < 3; i++) recorded(given);
  // x lives: the y of its last pass is still beside it, where the gradient has a use for it.
  expect(heldByTensorflow()).toBe(before);
  tf.dispose(Object.values(given));
  const kept = tensorflowReport().fusedOperations ? 0 : 1;
  expect(heldByTensorflow()).toBe(before - Object.keys(given).length - kept);
});

it('the batch norm of inference follows its weights', () => {
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const weight = (values: number[]): tf.Variable<tf.Rank.R1> =>
    tf.tidy(() => tf.variable(tf.tensor1d(values)));
  const [mean, variance, offset, scale] = [weight([1, 2]), weight([4, 4]), weight([0, 0]), weight([1, 1])];
  const weights = [mean, variance, offset, scale];
  const y = (epsilon = 0): number[] =>
    tf.tidy(() => [...tf.batchNorm(x, mean, variance, offset, scale, epsilon).dataSync()]);
  expect(y()).toEqual([0, 0, 1, 1]);
  const before = heldByTensorflow();
  expect(y(12)).toEqual([0, 0, 0.5, 0.5]);
  for (const [changed, value, wanted] of [
    [mean, [0, 1], [0.5, 0.5, 1.5, 1.5]],
    [variance, [1, 16], [1, 0.25, 3, 0.75]],
    [offset, [1, 2], [2, 2.25, 4, 2.75]],
    [scale, [2, 4], [3, 3, 7, 5]],
  ] as const) {
    tf.tidy(() => changed.assign(tf.tensor1d([...value])));
    expect(y()).toEqual(wanted);
    expect(y()).toEqual(wanted);
  }
  expect(heldByTensorflow()).toBe(before);
  tf.dispose([...weights, x]);
  expect(heldByTensorflow()).toBe(before - 5);
});

it('weights that change in place leave clones, and memory of JavaScript, as they were', () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const [weight, velocity] = [tf.variable(tf.tensor2d(values, [2, 3])), tf.variable(tf.zeros([2, 3]))];
  const gradient = tf.ones([2, 3]);
  const step = (): void =>
    momentumStep({
      ...{ weights: [weight], velocities: [velocity], gradients: [gradient], weightDecays: [0.5] },
      ...{ learningRate: 0.25, momentum: 0.5, nesterov: false },
    });
  let [w, v] = [1, 0];
  const wanted = (): number => {
    v = 0.5 * v + 1 + 0.5 * w;
    w -= 0.25 * v;
    return w;
  };
  const clones: { readonly clone: tf.Tensor; readonly first: number }[] = [];
  for (let i = 0; i < 5; i++) {
    step();
    const first = wanted();
    expect(weight.dataSync()[0]).toBeCloseTo(first, 6);
    expect(velocity.dataSync()[0]).toBeCloseTo(v, 6);
    if (i % 2 === 0) clones.push({ clone: tf.clone(weight), first });
  }
  expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
  for (const { clone, first } of clones) expect(elementAt(clone.dataSync(), 0)).toBeCloseTo(first, 6);
  tf.dispose([weight, velocity, gradient, clones.map(({ clone }) => clone)]);
});
