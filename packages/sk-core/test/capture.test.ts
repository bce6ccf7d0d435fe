/** Functions that a backend without a plug-in calls each time. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { capture } from 'sk-core';
import { expect, it } from 'vitest';

it('a function that is not recorded is called with values and with tensors, and leaks nothing', async () => {
  await tf.setBackend('cpu');
  const { numTensors } = tf.memory();
  const square = capture<'x', 'y'>(({ x }) => ({ y: tf.add(tf.square(x), 1) }));
  const x = tf.tensor1d([2, 3]);
  for (let i = 0; i < 3; i++) {
    const { y } = square.run({ x });
    expect([...(await y.data())]).toEqual([5, 10]);
    y.dispose();
    const values = { values: Float32Array.of(1, i), shape: [2] };
    expect([...(await square.call({ x: values })).y]).toEqual([2, i * i + 1]);
  }
  expect([square.replays, square.refusal]).toEqual([0, 'the backend cpu records nothing']);
  square.dispose();
  x.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});
