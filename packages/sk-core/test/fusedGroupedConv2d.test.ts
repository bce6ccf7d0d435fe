/** One tensor in several places of the fused convolution. The inputs of the conformance suite are all different. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { fusedGroupedConv2d } from 'sk-core';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const pointwise = { groups: 1, strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] } as const;

it.each([
  ['linear', -27, 3.5],
  ['relu', 0, 0],
] as const)('the input as three of its own addends, %s', (activation, lowest, slope) => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const [filter, bias] = [tf.fill([1, 1, 1, 1], 0.5), tf.ones([1])];
    const f = (x: tf.Tensor): tf.Tensor =>
      fusedGroupedConv2d({ x, filter, bias, addends: [x, x, x] }, { ...pointwise, activation });
    const x = tf.tensor4d([2, 4, 6, -8], [1, 2, 2, 1]);
    expect(Array.from(f(x).dataSync())).toEqual([8, 15, 22, lowest]);
    expect(Array.from(tf.grad(f)(x).dataSync())).toEqual([3.5, 3.5, 3.5, slope]);
  });
  expect(tf.memory().numTensors).toBe(before);
});
