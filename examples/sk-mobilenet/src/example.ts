/** A MobileNet that has learned something becomes an SK network, goes on learning, is saved and loaded. */
import * as tf from '@tensorflow/tfjs-core';
import { digitTensors, paddedSize } from 'quickstart/digitTensors';
import { replaceConvs, surgeryText } from 'sk-models';
import { mobileNet } from './mobileNet.js';
import { largestDifference, savedAndLoaded } from './sameAnswers.js';
import type { Outcome } from './targets.js';
import { learn, lossOf } from './training.js';

const settings = { alpha: 0.25, classes: 10, trainingDigits: 1024, testDigits: 500 } as const;

/** @param say Takes the lines of a report. */
export async function example(say: (line: string) => void): Promise<Outcome> {
  const { alpha, classes, trainingDigits, testDigits } = settings;
  const [training, test] = [digitTensors('train', trainingDigits), digitTensors('t10k', testDigits)];
  const old = mobileNet(paddedSize, classes, alpha);
  await learn(old, training, 2);
  const before = lossOf(old, test);
  say(
    `A MobileNet of width ${alpha}, after 2 epochs of ${trainingDigits} digits: loss ${before.toFixed(3)}.\n`,
  );

  const { model, report } = replaceConvs(old, { seed: 1 });
  say(`${surgeryText(report)}\n`);

  const difference = largestDifference(model, old, test.images);
  say(`Largest difference of its answers before training: ${difference}`);
  await learn(model, training, 3);
  const after = lossOf(model, test);
  say(`Loss after 3 epochs more: ${after.toFixed(3)}`);
  const copy = await savedAndLoaded(model);
  const copyDifference = largestDifference(copy, model, test.images);
  say(`Largest difference of the copy that was saved and loaded: ${copyDifference}`);
  tf.dispose([training.images, training.labels, test.images, test.labels]);
  for (const each of [old, model, copy]) each.dispose();
  return { difference, loss: { before, after }, copyDifference };
}
