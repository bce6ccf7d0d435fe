/** Every registered model, because it is registered, on fast kernels. */

import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { modelSuite } from 'sk-conformance';
import { type CreateOptions, createModel, describeModel, type ModelEntry, registry } from 'sk-models';
import { expect, it } from 'vitest';
import { foldAndCompare, withFeatures } from './foldTools.js';

/** A quarter of the width, on the largest images that take under 25 million multiply-adds. */
function affordable({ name, defaults }: ModelEntry): CreateOptions {
  const sizes = [32, 16, 8].map((size) => ({
    inputShape: [size, size, defaults.inputShape[2]] as const,
    widthMultiplier: 1 / 4,
    numClasses: 5,
    seed: 1,
  }));
  const fits = sizes.find((options) => describeModel(name, options).multiplyAdds < 25e6);
  if (fits === undefined) throw new Error(`${name}: no size is small enough for a test`);
  return fits;
}

modelSuite(
  [...registry.values()].map((entry) => ({
    name: entry.name,
    create: () => createModel(entry.name, affordable(entry)),
  })),
  { backendName: 'wasm', start },
);

it.each([...registry.values()].map((entry) => [entry.name, entry] as const))(
  '%s answers as before when its batch norms are folded',
  (name, entry) => {
    const model = createModel(name, affordable(entry));
    const left = foldAndCompare(withFeatures(model));
    expect(left.filter((layer) => layer.endsWith('/bn'))).toEqual([]);
    model.dispose();
  },
);

it('sknet_digits learns with tfjs fit', async () => {
  const model = createModel('sknet_digits', { seed: 4, inputShape: [16, 16, 1], numClasses: 2 });
  // Bright columns on the left or on the right.
  const labels = Array.from({ length: 8 }, (_, i) => i % 2);
  const x = tf.tidy(() => {
    const columns = labels.map((label) => tf.oneHot(tf.fill([16], label * 8 + 3, 'int32'), 16));
    return tf.expandDims(tf.cast(tf.stack(columns), 'float32'), 3);
  });
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 2);
  model.compile({
    optimizer: tf.train.momentum(0.05, 0.9),
    loss: 'categoricalCrossentropy',
  });
  const { history } = await model.fit(x, y, { epochs: 8, batchSize: 8, verbose: 0, shuffle: false });
  const losses = history['loss'] as number[];
  expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 2);
  tf.dispose([x, y]);
  model.dispose();
});
