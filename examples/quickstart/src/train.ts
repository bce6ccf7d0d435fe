/** Trains on the 60,000 digits, drawn in random sizes, and looks at the 10,000 that the network has not seen. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EpochRecord, Preprocessing, TrainingRecord } from 'sk-models';
import { evaluate, fit } from 'sk-train';
import type { ScaleAccuracy } from 'sk-viz';
import type { Digits } from './digit.js';
import { DigitDataset } from './digitDataset.js';
import { ProgressLine } from './progressLine.js';
import { recipe, settings } from './settings.js';

export interface Training {
  readonly log: readonly TrainingRecord[];
  readonly last: EpochRecord;
}

const evaluationBatch = 100;

export async function train(
  model: LayersModel,
  preprocessing: Preprocessing,
  digits: { readonly train: Digits; readonly test: Digits },
): Promise<Training> {
  const { scales, seed } = settings;
  const log: TrainingRecord[] = [];
  const training = new ProgressLine('training');
  const testing = new ProgressLine('testing');
  const { lastEpoch } = await fit(model, {
    train: new DigitDataset({ digits: digits.train, preprocessing, scales, seed, shuffle: true }),
    test: new DigitDataset({ digits: digits.test, preprocessing, scales, seed }),
    recipe,
    onStep: ({ record: { step, loss, accuracy, imagesPerSecond }, totalSteps }) =>
      training.show(
        step,
        totalSteps,
        `, loss ${loss.toFixed(3)}, accuracy ${(accuracy * 100).toFixed(0)} %, ${imagesPerSecond.toFixed(0)} images/s`,
      ),
    onEvaluate: (images) => testing.show(images, digits.test.count, ' digits'),
    onRecord: (record) => {
      log.push(record);
    },
  });
  return { log, last: lastEpoch! };
}

/** Accuracy on the same test digits, drawn at one size after the other, in the middle of the canvas. */
export async function accuracyBySize(
  model: LayersModel,
  preprocessing: Preprocessing,
  digits: Digits,
): Promise<ScaleAccuracy[]> {
  const found: ScaleAccuracy[] = [];
  for (const scale of settings.fixedScales) {
    const { seed, digitsPerScale: limit } = settings;
    const dataset = new DigitDataset({ digits, preprocessing, scales: [scale, scale], seed, limit });
    const { accuracy, images } = await evaluate(model, dataset, { batchSize: evaluationBatch });
    found.push({ scale, accuracy, images });
  }
  return found;
}
