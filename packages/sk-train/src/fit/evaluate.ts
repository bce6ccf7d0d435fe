/** How well a model names the images of a dataset. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { capture, checkOptions, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import type { Dataset } from 'sk-models';
import { type ImageInput, imageInputs, imagesOf } from '../step/batchInputs.js';
import { checkBatch, checkFiniteImages } from '../step/checkBatch.js';
import { logitsModel } from '../step/logitsModel.js';
import { scoreLogits } from '../step/loss.js';

export interface Evaluation {
  /** Mean cross entropy in nats, without label smoothing. */
  readonly loss: number;
  /** Share of the images whose class has the highest score, 0 to 1. */
  readonly accuracy: number;
  /** Share of the images whose class is among the five highest. */
  readonly top5: number;
  /** Images that were looked at. */
  readonly images: number;
}

export interface EvaluateOptions {
  readonly batchSize: number;
  readonly signal?: AbortSignal;
  /** Called after each batch with the number of images so far. */
  readonly onBatch?: (images: number) => void;
}

const optionNames: OptionNames<EvaluateOptions> = { batchSize: true, signal: true, onBatch: true };

/**
 * Looks at every image once. An aborted evaluation gives the figures of what it saw.
 * @throws DataError where the dataset has another number of classes than the model, for images of another size and those that
 * hold NaN or infinity, and for a label of no class; OptionError for options that do not exist
 */
export async function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluateOptions,
): Promise<Evaluation> {
  checkOptions('evaluate: options', options, optionNames);
  const view = logitsModel(model);
  if (dataset.classNames.length !== view.classes) {
    throw new DataError(
      `the test images have ${dataset.classNames.length} classes, "${model.name}" tells ${view.classes} apart`,
    );
  }
  const sums = { loss: 0, top1: 0, top5: 0, images: 0 };
  const captured = capture<ImageInput, 'logits'>((inputs) => ({
    logits: view.logits(imagesOf(inputs), false),
  }));
  try {
    for await (const batch of dataset.batches({ batchSize: options.batchSize, epoch: 0 })) {
      checkBatch(view, batch);
      checkFiniteImages(batch, sums.images);
      const { logits } = await captured.call(imageInputs(batch));
      const { loss, top1, top5 } = scoreLogits(logits as Float32Array, batch.labels);
      sums.loss += loss;
      sums.top1 += top1;
      sums.top5 += top5;
      sums.images += batch.labels.length;
      options.onBatch?.(sums.images);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (options.signal?.aborted) break;
    }
  } finally {
    captured.dispose();
  }
  const { loss, top1, top5, images } = sums;
  return { loss: loss / images, accuracy: top1 / images, top5: top5 / images, images };
}
