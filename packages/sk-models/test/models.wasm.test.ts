/** A network of the registry in TensorFlow.js's own training, on fast kernels. */
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { createModel } from 'sk-models';
import { expect, it } from 'vitest';

it('sknet_digits learns with tfjs fit', async () => {
  await start();
  const model = createModel('sknet_digits', { seed: 5, inputShape: [16, 16, 1], numClasses: 2 });
  // Bright columns on the left or on the right.
  const labels = Array.from({ length: 8 }, (_, i) => i % 2);
  const x = tf.tidy(() => {
    const columns = labels.map((label) => tf.oneHot(tf.fill([16], label * 8 + 3, 'int32'), 16));
    return tf.expandDims(tf.cast(tf.stack(columns), 'float32'), 3);
  });
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 2);
  model.compile({
    optimizer: tf.train.momentum(0.02, 0.9),
    loss: 'categoricalCrossentropy',
  });
  const { history } = await model.fit(x, y, { epochs: 8, batchSize: 8, verbose: 0, shuffle: false });
  const losses = history['loss'] as number[];
  expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 2);
  tf.dispose([x, y]);
  model.dispose();
});
