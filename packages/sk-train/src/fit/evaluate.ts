/** How well a model names the images of a dataset. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Capture, capture, checkOptions, type OptionNames } from 'sk-core';
import { DataError } from 'sk-io';
import type { Batch, Dataset } from 'sk-models';
import { type ImageInput, imageInputs, imagesOf } from '../step/batchInputs.js';
import { checkBatch, checkFiniteImages } from '../step/checkBatch.js';
import { type LogitsModel, logitsModel } from '../step/logitsModel.js';
import { scoreLogits } from '../step/loss/loss.js';
import { meanLogits } from '../views/meanAnswers.js';
import type { TestTimeAugmentation } from '../views/testTimeViews.js';
import { BatchViews } from './batchViews.js';
import { DetailsCollector, type EvaluationDetails } from './evaluationDetails.js';

export interface Evaluation {
  /** Mean cross entropy in nats, without label smoothing. */
  readonly loss: number;
  /** Share of the images whose class has the highest score, 0 to 1. */
  readonly accuracy: number;
  /** Share of the images whose class is among the five highest: 1 of five classes and fewer. */
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

export interface EvaluatorOptions {
  /**
   * Takes the mean of the probabilities of several views of each image: `flip`, the image and its mirror; `five`, the four
   * corners and the centre of images that are larger than what the model reads; `ten`, those and their mirrors.
   */
  readonly tta?: TestTimeAugmentation;
}

const optionNames: OptionNames<EvaluateOptions> = {
  batchSize: true,
  details: true,
  signal: true,
  onBatch: true,
};
const evaluatorNames: OptionNames<EvaluatorOptions> = { tta: true };

/** Evaluates one model on the current backend: what is recorded of the first time is replayed from then on. */
export class Evaluator {
  readonly #model: LayersModel;
  readonly #view: LogitsModel;
  readonly #captured: Capture<ImageInput, 'logits'>;
  readonly #batchViews: BatchViews | undefined;

  /** @throws ModelError for a model that is no classifier of images; OptionError for options that do not exist */
  constructor(model: LayersModel, options: EvaluatorOptions = {}) {
    checkOptions('Evaluator: options', options, evaluatorNames);
    const view = logitsModel(model);
    this.#batchViews = options.tta && new BatchViews(options.tta, model);
    this.#model = model;
    this.#view = view;
    this.#captured = capture((inputs) => ({ logits: view.logits(imagesOf(inputs), false) }));
  }

  /** Does what {@link evaluate} says. */
  evaluate(
    dataset: Dataset,
    options: EvaluateOptions & { readonly details: true },
  ): Promise<DetailedEvaluation>;
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
      const logits = await this.#logits(batch, sums.images);
      const { loss, top1, top5 } = scoreLogits(logits, batch.labels);
      collector?.add(logits, batch.labels);
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

  /** @param before Images before those of the batch, for messages. */
  async #logits(batch: Batch, before: number): Promise<Float32Array | Float64Array> {
    if (this.#batchViews === undefined) return await this.#logitsOf(batch, before);
    const views: Float32Array[] = [];
    for (const view of this.#batchViews.of(batch)) views.push(await this.#logitsOf(view, before));
    return meanLogits(views, this.#view.classes);
  }

  async #logitsOf(batch: Batch, before: number): Promise<Float32Array> {
    checkBatch(this.#view, batch);
    checkFiniteImages(batch, before);
    const { logits } = await this.#captured.call(imageInputs(batch));
    return logits as Float32Array;
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
  options: EvaluateOptions & EvaluatorOptions & { readonly details: true },
): Promise<DetailedEvaluation>;
export function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluateOptions & EvaluatorOptions,
): Promise<Evaluation>;
export async function evaluate(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluateOptions & EvaluatorOptions,
): Promise<Evaluation> {
  checkOptions('evaluate: options', options, { ...optionNames, ...evaluatorNames });
  const { tta, ...rest } = options;
  const evaluator = new Evaluator(model, { ...(tta !== undefined && { tta }) });
  try {
    return await evaluator.evaluate(dataset, rest);
  } finally {
    evaluator.dispose();
  }
}
