import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { elementAt, type MovingAverage, moveAverages } from 'sk-core';
import { expect, it } from 'vitest';

const sizes = [3, 5, 1, 8, 2, 4];

/** Returns averages of several sizes; the last has another scale, and the first is there twice. */
function averages(): { readonly list: MovingAverage[]; readonly running: tf.Variable[] } {
  const running = sizes.map((size, i) => tf.variable(tf.randomNormal([size], 0, 1, 'float32', i + 1)));
  const list = running.map((variable, i) => ({
    running: variable,
    value: tf.randomNormal([elementAt(sizes, i)], 0, 1, 'float32', i + 11),
    momentum: 0.9,
    scale: i === sizes.length - 1 ? 1.01 : 1.03,
  }));
  return { list: [...list, elementAt(list, 0)], running };
}

const bitsOf = (running: readonly tf.Variable[]): number[][] =>
  running.map((variable) => [...new Int32Array(variable.dataSync<'float32'>().slice().buffer)]);

it('vectors that move together get the bits that they get one by one, in fewer operations', async () => {
  await tf.setBackend('cpu');
  const [one, all] = [averages(), averages()];
  for (const average of one.list) moveAverages([average]);
  const { kernels } = await tf.profile(() => {
    moveAverages(all.list);
    return elementAt(all.running, 0);
  });
  expect(bitsOf(all.running)).toEqual(bitsOf(one.running));
  // Five vectors, one of another scale, and the first again.
  expect(kernels.filter(({ name }) => name === 'Add')).toHaveLength(3);
  tf.dispose([
    one.running,
    all.running,
    one.list.map(({ value }) => value),
    all.list.map(({ value }) => value),
  ]);
});

it('a gradient sees nothing of averages that move together', async () => {
  await tf.setBackend('cpu');
  const { list, running } = averages();
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numTensors;
  const gradient = tf.grad((at: tf.Tensor) => {
    moveAverages(list.map((average, i) => (i === 0 ? { ...average, value: tf.square(at) } : average)));
    return tf.sum(tf.square(at));
  })(x);
  expect([...gradient.dataSync()]).toEqual([2, 4, 6]);
  gradient.dispose();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([x, running, list.map(({ value }) => value)]);
});
