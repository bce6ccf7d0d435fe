/** A MobileNet that has learned something becomes an SK network, goes on learning, is saved and loaded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadModel, saveModel } from 'sk-io/node';
import { replaceConvs, surgeryText } from 'sk-models';
import { type Digits, digitSize, digits } from './digits.js';
import { mobileNet } from './mobileNet.js';

const settings = { alpha: 0.25, classes: 10, batchSize: 32, trainingDigits: 1024, testDigits: 500 } as const;

export interface Outcome {
  /** Largest difference of any probability between the old network and the new one, before it is trained. */
  readonly difference: number;
  /** On digits that neither has seen: of the old network, and of the new one after its training. */
  readonly loss: { readonly before: number; readonly after: number };
  /** Largest difference between the answers of the trained network and of its copy out of a file. */
  readonly copyDifference: number;
}

/** @param say Takes the lines of a report. */
export async function example(say: (line: string) => void): Promise<Outcome> {
  const { alpha, classes, trainingDigits, testDigits } = settings;
  const [training, test] = [digits('train', trainingDigits), digits('t10k', testDigits)];
  const old = mobileNet(digitSize, classes, alpha);
  await learn(old, training, 2);
  const before = loss(old, test);
  say(
    `A MobileNet of width ${alpha}, after 2 epochs of ${trainingDigits} digits: loss ${before.toFixed(3)}.\n`,
  );

  const { model, report } = replaceConvs(old, { seed: 1 });
  say(`${surgeryText(report)}\n`);

  const difference = apart(model, old, test);
  say(`Largest difference of its answers before training: ${difference}`);
  await learn(model, training, 3);
  const after = loss(model, test);
  say(`Loss after 3 epochs more: ${after.toFixed(3)}`);
  const copy = await savedAndLoaded(model);
  const copyDifference = apart(copy, model, test);
  say(`Largest difference of the copy that was saved and loaded: ${copyDifference}`);
  tf.dispose([training.images, training.labels, test.images, test.labels]);
  for (const each of [old, model, copy]) each.dispose();
  return { difference, loss: { before, after }, copyDifference };
}

/** As TensorFlow.js trains any model. */
async function learn(model: LayersModel, { images, labels }: Digits, epochs: number): Promise<void> {
  const optimizer = tf.train.momentum(0.02, 0.9);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const { batchSize } = settings;
  await model.fit(images, labels, { epochs, batchSize, shuffle: false, verbose: 0 });
  optimizer.dispose();
}

function loss(model: LayersModel, { images, labels }: Digits): number {
  return tf.tidy(() => {
    const [value] = (model.evaluate(images, labels) as tf.Scalar).dataSync();
    return value!;
  });
}

function apart(a: LayersModel, b: LayersModel, { images }: Digits): number {
  return tf.tidy(() => {
    const [x, y] = [a, b].map((model) => model.predict(images) as tf.Tensor);
    return tf.max(tf.abs(tf.sub(x!, y!))).dataSync()[0]!;
  });
}

async function savedAndLoaded(model: LayersModel): Promise<LayersModel> {
  const folder = mkdtempSync(join(tmpdir(), 'sk-mobilenet-'));
  try {
    await saveModel(model, join(folder, 'model'));
    return await loadModel(join(folder, 'model'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
