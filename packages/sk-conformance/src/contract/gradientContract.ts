/** Promises about gradients: of any order, of empty tensors, of tensors that are used twice, of saved tensors. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining, branchSoftmax, elementAt, fuse, groupedConv2d, select } from 'sk-core';
import { expect } from 'vitest';
import { toTensor } from '../check/backendTensors.js';
import { type Array64, noise } from '../numbers/array64.js';
import { close } from '../numbers/close.js';
import { tuple } from '../numbers/tuple.js';
import { branchSoftmaxGradient, branchSoftmax as softmax64 } from '../reference/branches.js';
import { centralDifferences } from '../reference/differences.js';
import { type ContractCase, noisy } from './contractCase.js';
import { passing, product, unasked } from './contractOps.js';

const attrs = { groups: 2, strides: [2, 1], dilations: [1, 2], pads: [1, 1, 2, 2] } as const;
const norm = { epsilon: 1e-3, relu: true };

/** Returns both gradients of a function of two tensors. */
function gradientsOfTwo(
  f: (a: Tensor, b: Tensor) => Tensor,
  inputs: Tensor[],
  dy?: Tensor,
): readonly [Tensor, Tensor] {
  return tuple(
    tf.grads((...xs: Tensor[]) => {
      const [a, b] = tuple(xs, 2);
      return f(a, b);
    })(inputs, dy),
    2,
  );
}

async function secondDerivativeOfConvolution(): Promise<void> {
  const [x, filter, v] = [noisy([1, 5, 5, 4], 1), noisy([3, 3, 2, 4], 2), noisy([1, 5, 5, 4], 3)];
  const gradient = tf.grad((p: Tensor) => tf.sum(tf.square(groupedConv2d({ x: p, filter }, attrs))));
  const hv = tf.grad((p: Tensor) => tf.sum(tf.mul(gradient(p), v)))(x);
  // The gradient of a quadratic is linear: its change along v is the Hessian times v.
  close(await hv.data(), await tf.sub(gradient(tf.add(x, v)), gradient(x)).data(), 'H v');
}

async function mixedSecondDerivative(): Promise<void> {
  const [x, filter, v] = [noisy([1, 5, 5, 4], 1), noisy([3, 3, 2, 4], 2), noisy([1, 5, 5, 4], 3)];
  const dy = noisy([1, 3, 5, 4], 4);
  const byX = (w: Tensor): Tensor => tf.grad((p: Tensor) => groupedConv2d({ x: p, filter: w }, attrs))(x, dy);
  const mixed = tf.grad((w: Tensor) => tf.sum(tf.mul(byX(w), v)))(filter);
  const byFilter = tf.grad((w: Tensor) => groupedConv2d({ x: v, filter: w }, attrs))(filter, dy);
  close(await mixed.data(), await byFilter.data(), 'd2 y / dx dw');
}

async function secondDerivativeThroughSavedOutput(): Promise<void> {
  const [logits, dy, v] = [noise([2, 3, 4], 1), noise([2, 3, 4], 2), noise([2, 3, 4], 3)];
  const [dyTensor, vTensor] = [toTensor(dy), toTensor(v)];
  const gradient = (p: Tensor): Tensor => tf.grad((q: Tensor) => branchSoftmax({ logits: q }))(p, dyTensor);
  const hv = tf.grad((p: Tensor) => tf.sum(tf.mul(gradient(p), vTensor)))(toTensor(logits));
  const ofLogits = (inputs: readonly Array64[]): readonly Array64[] => [
    branchSoftmaxGradient(softmax64(elementAt(inputs, 0)), dy),
  ];
  const [wanted] = tuple(centralDifferences(ofLogits, [logits], [v]), 1);
  close(await hv.data(), wanted.values, 'H v');
}

async function emptyBatch(): Promise<void> {
  const [x, filter, gamma] = [tf.zeros([0, 5, 5, 4]), noisy([3, 3, 2, 4], 1), tf.ones([4])];
  const { y, mean, variance } = batchNormTraining({ x, gamma, beta: gamma }, norm);
  expect([y.shape, mean.shape, variance.shape]).toEqual([[0, 5, 5, 4], [4], [4]]);
  const [dx, dw] = gradientsOfTwo(
    (p, q) => groupedConv2d({ x: p, filter: q }, attrs),
    [x, filter],
    tf.zeros([0, 3, 5, 4]),
  );
  expect([dx.shape, dw.shape]).toEqual([x.shape, filter.shape]);
  close(await dw.data(), new Float64Array(72), 'gradient of the filter', { rtol: 0, atol: 0 });
  const [du, da] = gradientsOfTwo(
    (u, a) => select({ branches: [u, u], attention: a }),
    [x, tf.zeros([0, 2, 4])],
    x,
  );
  expect([du.shape, da.shape]).toEqual([x.shape, [0, 2, 4]]);
}

async function emptyNeverAsked(): Promise<void> {
  const dy = tf.zeros([2, 0]);
  const inputs = [tf.zeros([2, 0]), tf.ones([3])];
  const [dx, ds] = gradientsOfTwo((x, scale) => unasked({ x, scale }), inputs, dy);
  expect(dx.shape).toEqual([2, 0]);
  close(await ds.data(), [0, 0, 0], 'gradient of an input that is not empty', { rtol: 0, atol: 0 });
}

async function givenTwice(): Promise<void> {
  const x = noisy([1, 2, 2, 3], 1);
  const loss = (u: Tensor): Tensor => tf.sum(tf.add(fuse({ branches: [u, u, u] }), tf.mean(u, [1, 2])));
  close(await tf.grad(loss)(x).data(), new Float64Array(12).fill(1), 'dx');
}

async function returnsWhatItWasGiven(): Promise<void> {
  const [x, z, dy] = [noisy([3], 1), noisy([3], 2), noisy([3], 3)];
  const sum = (p: Tensor, q: Tensor): Tensor => tf.add(passing({ x: p, z: q }).a, tf.add(p, q));
  const [dx, dz] = gradientsOfTwo(sum, [x, z], dy);
  const twice = await tf.mul(dy, 2).data();
  close(await dx.data(), twice, 'dx');
  close(await dz.data(), twice, 'dz');
  tf.dispose(tf.grad((p: Tensor) => passing({ x: p, z: p }).a)(x, dy));
  const { a, b } = passing({ x, z });
  tf.dispose([a, b]);
  expect([x.isDisposed, dy.isDisposed]).toEqual([false, false]);
}

async function savesInAnyOrder(): Promise<void> {
  const values = [2, 3, 5, 7];
  const xs = values.map((value) => tf.tensor([value]));
  for (const m of [1, 3, 2]) {
    const used = values.slice(0, m + 1);
    const all = used.reduce((a, b) => a * b);
    const grads = tf.grads((x, ...many) => product({ x, many }, { power: 1 }))(xs.slice(0, m + 1));
    for (const [k, g] of grads.entries())
      close(await g.data(), [all / elementAt(used, k)], `gradient ${k} of ${m}`);
  }
}

async function ignoredOutputs(): Promise<void> {
  const [x, gamma, beta] = [noisy([3, 2, 2, 4], 1), noisy([4], 2), noisy([4], 3)];
  const mean = (p: Tensor): Tensor => tf.sum(batchNormTraining({ x: p, gamma, beta }, norm).mean);
  close(await tf.grad(mean)(x).data(), new Float64Array(48).fill(1 / 12), 'gradient of the mean');
}

async function oneInputAlone(): Promise<void> {
  const [x, filter] = [noisy([1, 5, 5, 4], 1), noisy([3, 3, 2, 4], 2)];
  const [dx, dw] = gradientsOfTwo((p, q) => groupedConv2d({ x: p, filter: q }, attrs), [x, filter]);
  const dxAlone = tf.grad((p: Tensor) => groupedConv2d({ x: p, filter }, attrs))(x);
  const dwAlone = tf.grad((q: Tensor) => groupedConv2d({ x, filter: q }, attrs))(filter);
  close(await dxAlone.data(), await dx.data(), 'dx', { rtol: 0, atol: 0 });
  close(await dwAlone.data(), await dw.data(), 'dw', { rtol: 0, atol: 0 });
}

async function learns(): Promise<void> {
  const target = noisy([2, 5, 5, 4], 5);
  const x = noisy([2, 5, 5, 4], 6);
  const filter = tf.variable(noisy([3, 3, 2, 4], 7));
  const [gamma, beta] = [tf.variable(tf.ones([4])), tf.variable(tf.zeros([4]))];
  const loss = (): tf.Scalar => {
    const u = groupedConv2d({ x, filter }, { ...attrs, strides: [1, 1] });
    return tf.mean(tf.square(tf.sub(batchNormTraining({ x: u, gamma, beta }, norm).y, target)));
  };
  const optimizer = tf.train.sgd(0.1);
  const losses: number[] = [];
  let held = 0;
  for (let step = 0; step < 6; step++) {
    const value = optimizer.minimize(loss, true, [filter, gamma, beta]) as tf.Scalar;
    losses.push(...(await value.data()));
    value.dispose();
    if (step === 0) held = tf.memory().numTensors;
    expect(tf.memory().numTensors, `tensors at step ${step}`).toBe(held);
  }
  expect(losses.at(-1)).toBeLessThan(0.9 * elementAt(losses, 0));
  optimizer.dispose();
  tf.dispose([filter, gamma, beta]);
}

export const gradientContract: readonly ContractCase[] = [
  { name: 'second derivative of a convolution', run: secondDerivativeOfConvolution },
  { name: 'mixed second derivative of a convolution, by image and by filter', run: mixedSecondDerivative },
  { name: 'second derivative through a saved output', run: secondDerivativeThroughSavedOutput },
  { name: 'an empty batch: promised shapes, zero gradients', run: emptyBatch },
  { name: 'an empty tensor reaches no kernel, no composite and no gradient', run: emptyNeverAsked },
  { name: 'one tensor given twice, and one gradient for several inputs', run: givenTwice },
  { name: 'a composite and a gradient that return what they were given', run: returnsWhatItWasGiven },
  { name: 'an output, an input and a list are saved in any order of names', run: savesInAnyOrder },
  { name: 'outputs that the loss ignores', run: ignoredOutputs },
  { name: 'one input alone has the gradient that it has among others', run: oneInputAlone },
  { name: 'six steps of descent: the loss falls, the tensors stay', run: learns },
];
