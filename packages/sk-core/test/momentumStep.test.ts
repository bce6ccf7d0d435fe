import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { momentumStep, ShapeError } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it.each([false, true])('two steps follow the formula, nesterov %s', async (nesterov) => {
  const weight = tf.variable(tf.tensor([1, -2]));
  const velocity = tf.variable(tf.zeros([2]));
  let [w, v] = [
    [1, -2],
    [0, 0],
  ];
  const before = tf.memory().numTensors;
  for (const g of [
    [0.5, 0.25],
    [-1, 2],
  ]) {
    const gradient = tf.tensor(g);
    momentumStep({
      weights: [weight],
      velocities: [velocity],
      gradients: [gradient],
      weightDecays: [0.1],
      learningRate: 0.2,
      momentum: 0.9,
      nesterov,
    });
    gradient.dispose();
    const decayed = g.map((gi, i) => gi + 0.1 * (w[i] as number));
    v = v.map((vi, i) => 0.9 * vi + (decayed[i] as number));
    w = w.map(
      (wi, i) => wi - 0.2 * (nesterov ? (decayed[i] as number) + 0.9 * (v[i] as number) : (v[i] as number)),
    );
  }
  const [got, gotVelocity] = [await weight.data(), await velocity.data()];
  for (const [i, wi] of w.entries()) expect(got[i]).toBeCloseTo(wi, 6);
  for (const [i, vi] of v.entries()) expect(gotVelocity[i]).toBeCloseTo(vi, 6);
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses lists that do not belong together', () => {
  const w = tf.variable(tf.zeros([2]));
  const step = { learningRate: 1, momentum: 0, nesterov: false };
  expect(() =>
    momentumStep({ ...step, weights: [w], velocities: [], gradients: [], weightDecays: [0] }),
  ).toThrow('got 1 weights, 0 velocities, 0 gradients and 1 weight decays');
  expect(() =>
    momentumStep({ ...step, weights: [w], velocities: [w], gradients: [tf.zeros([3])], weightDecays: [0] }),
  ).toThrow(ShapeError);
});
