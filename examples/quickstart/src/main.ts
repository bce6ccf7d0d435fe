/**
 * The whole way in one program: real digits, a Selective Kernel network, training on wasm, accuracy, and the question
 * of section 4.4: does a larger object get more of the larger kernel? Exits with 1 below 97 % accuracy.
 */
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-wasm/node';
import { createModel, modelMetadata } from 'sk-models';
import { measure, samplePictures } from './attention.js';
import { loadDigits } from './digits.js';
import { outputFolder, writeResults } from './report.js';
import { settings } from './settings.js';
import { accuracyTable, attentionTable, findingLines } from './tables.js';
import { accuracyBySize, train } from './train.js';

const begun = performance.now();
await start({ threads: Math.min(4, availableParallelism()) });
const digits = { train: loadDigits('train'), test: loadDigits('t10k') };
const model = createModel(settings.model, { seed: settings.seed });
const preprocessing = modelMetadata(model).preprocessing!;

console.log(
  `Training ${settings.model} on ${digits.train.count.toLocaleString('en-US')} digits (MNIST, CC BY-SA 3.0) on ${tf.getBackend()}.`,
);
const training = await train(model, preprocessing, digits);
const accuracy = training.last.testAccuracy!;
console.log(
  `Accuracy on all ${digits.test.count.toLocaleString('en-US')} test digits, of random size: ${(accuracy * 100).toFixed(2)} %\n`,
);

const bySize = await accuracyBySize(model, preprocessing, digits.test);
console.log(`${accuracyTable(bySize)}\n`);

const measurement = await measure(model, preprocessing, digits.test);
const { attention } = measurement;
console.log('Attention of the larger minus the smaller kernel, for digits enlarged:');
console.log(`${attentionTable(attention)}\n\n${findingLines(measurement)}\n`);

await writeResults({
  model,
  backend: tf.getBackend(),
  training,
  bySize,
  measurement,
  pictures: samplePictures(attention, digits.test, preprocessing),
  testDigits: digits.test.count,
  trainingDigits: digits.train.count,
});
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
const shown = (name: string): string => relative(process.cwd(), join(outputFolder, name));
console.log(`Model: ${shown('model')}, figures: ${shown('report')}`);
console.log(`Report: ${shown('report.html')} (${seconds} s in all)`);

if (accuracy < settings.leastAccuracy) {
  console.error(
    `The accuracy of ${(accuracy * 100).toFixed(2)} % is below ${settings.leastAccuracy * 100} %: something is wrong.`,
  );
  process.exitCode = 1;
}
