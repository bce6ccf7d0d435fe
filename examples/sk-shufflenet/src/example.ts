/** A ShuffleNet V2 that has learned something becomes an SK network, goes on learning, is saved and loaded. */
import * as tf from '@tensorflow/tfjs-core';
import { digitTensors, paddedSize } from 'quickstart/digitTensors';
import { largestDifference, savedAndLoaded } from 'sk-mobilenet-example/sameAnswers';
import type { Outcome } from 'sk-mobilenet-example/targets';
import { learn, lossOf } from 'sk-mobilenet-example/training';
import { replaceConvs, surgeryText } from 'sk-models';
import { shuffleNetV2 } from './shuffleNetV2.js';

const settings = { trainingDigits: 1024, testDigits: 500 } as const;
const network = { size: paddedSize, classes: 10, filters: [48, 96, 192], repeats: [2, 3, 2] } as const;

/** @param say Takes the lines of a report. */
export async function example(say: (line: string) => void): Promise<Outcome> {
  const { trainingDigits, testDigits } = settings;
  const [training, test] = [digitTensors('train', trainingDigits), digitTensors('t10k', testDigits)];
  const old = shuffleNetV2(network);
  await learn(old, training, 2);
  const before = lossOf(old, test);
  say(
    `A ShuffleNet V2 of width 0.5, after 2 epochs of ${trainingDigits} digits: loss ${before.toFixed(3)}.\n`,
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
