/** How well a model names the images of a dataset. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Capture, capture, checkOptions, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import type { Dataset } from 'sk-models';
import { type ImageInput, imageInputs, imagesOf } from '../step/batchInputs.js';
import { checkBatch, checkFiniteImages } from '../step/checkBatch.js';
import { type LogitsModel, logitsModel } from '../step/logitsModel.js';
import { scoreLogits } from '../step/loss.js';
import { DetailsCollector, type EvaluationDetails } from './evaluationDetails.js';

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

/** With `details` of the options. */
export interface DetailedEvaluation extends Evaluation {
  readonly details: EvaluationDetails;
}

export interface EvaluateOptions {
  readonly batchSize: number;
  /** Returns metrics of each class, the confusion matrix and the calibration too; false. */
  readonly details?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each batch with the number of images so far. */
  readonly onBatch?: (images: number) => void;
}

type DetailedOptions = EvaluateOptions & { readonly details: true };

const optionNames: OptionNames<EvaluateOptions> = {
  batchSize: true,
  details: true,
  signal: true,
  onBatch: true,
};

/** Evaluates one model on the current backend: what is recorded of the first time is replayed from then on. */
export class Evaluator {
  readonly #model: LayersModel;
  readonly #view: LogitsModel;
  readonly #captured: Capture<ImageInput, 'logits'>;

  constructor(model: LayersModel) {
    const view = logitsModel(model);
    this.#model = model;
    this.#view = view;
    this.#captured = capture((inputs) => ({ logits: view.logits(imagesOf(inputs), false) }));
  }

  /** Does what {@link evaluate} says. */
  evaluate(dataset: Dataset, options: DetailedOptions): Promise<DetailedEvaluation>;
  evaluate(dataset: Dataset, options: EvaluateOptions): Promise<Evaluation>;
  async evaluate(
    dataset: Dataset,
    options: EvaluateOptions,
  ): Promise<Evaluation & Partial<DetailedEvaluation>> {
    checkOptions('evaluate: options', options, optionNames);
    const { classes } = this.#view;
    if (dataset.classNames.length !== classes) {
      throw new DataError(
        `the test images have ${dataset.classNames.length} classes, "${this.#model.name}" tells ${classes} apart`,
      );
    }
    const collector = options.details ? new DetailsCollector(dataset.classNames) : undefined;
    const sums = { loss: 0, top1: 0, top5: 0, images: 0 };
    for await (const batch of dataset.batches({ batchSize: options.batchSize, epoch: 0 })) {
      checkBatch(this.#view, batch);
      checkFiniteImages(batch, sums.images);
      const { logits } = await this.#captured.call(imageInputs(batch));
      const { loss, top1, top5 } = scoreLogits(logits as Float32Array, batch.labels);
      collector?.add(logits as Float32Array, batch.labels);
      sums.loss += loss;
      sums.top1 += top1;
      sums.top5 += top5;
      sums.images += batch.labels.length;
      options.onBatch?.(sums.images);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (options.signal?.aborted) break;
    }
    const { loss, top1, top5, images } = sums;
    return {
      ...{ loss: loss / images, accuracy: top1 / images, top5: top5 / images, images },
      ...(collector && { details: collector.details() }),
    };
  }

  /** Frees what was recorded. */
  dispose(): void {
    this.#captured.dispose();
  }
}

/**
 * Looks at every image once. An aborted evaluation gives the figures of what it saw.
 * @throws DataError where the dataset has another number of classes than the model, for images of another size and those that
 * hold NaN or infinity, and for a label of no class; OptionError for options that do not exist
 */
export function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: DetailedOptions,
): Promise<DetailedEvaluation>;
export function evaluate(model: LayersModel, dataset: Dataset, options: EvaluateOptions): Promise<Evaluation>;
export async function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluateOptions,
): Promise<Evaluation> {
  checkOptions('evaluate: options', options, optionNames);
  const evaluator = new Evaluator(model);
  try {
    return await evaluator.evaluate(dataset, options);
  } finally {
    evaluator.dispose();
  }
}
