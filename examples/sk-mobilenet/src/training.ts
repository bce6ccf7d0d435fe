/** Training and testing with nothing but TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DigitTensors } from 'quickstart/digitTensors';

const batchSize = 32;

/** Trains a model as TensorFlow.js trains any model. */
export async function learn(
  model: LayersModel,
  { images, labels }: DigitTensors,
  epochs: number,
): Promise<void> {
  const optimizer = tf.train.momentum(0.02, 0.9);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  await model.fit(images, labels, { epochs, batchSize, shuffle: false, verbose: 0 });
  optimizer.dispose();
}

/** Returns the mean loss of a model that has learned. */
export function lossOf(model: LayersModel, { images, labels }: DigitTensors): number {
  return tf.tidy(() => {
    const [value] = (model.evaluate(images, labels) as tf.Scalar).dataSync();
    return value!;
  });
}
