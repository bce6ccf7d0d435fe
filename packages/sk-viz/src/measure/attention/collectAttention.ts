/** The attention of every SK unit on images in several sizes (section 4.4), batch by batch. */
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import type { Preprocessing } from 'sk-models';
import { enlargedInput } from '../../image/enlarge.js';
import type { RasterImage } from '../../image/rasterImage.js';
import { AttentionError, type ObservedModel, runObserved } from './observedModel.js';

export interface CollectOptions {
  readonly scales: readonly number[];
  readonly preprocessing: Preprocessing;
  /** Number of images in one run of the model. */
  readonly batchSize: number;
  /** Runs a model without SK units too, for its outputs; default: false. */
  readonly allowNoUnits?: boolean;
}

const optionNames: OptionNames<CollectOptions> = {
  scales: true,
  preprocessing: true,
  batchSize: true,
  allowNoUnits: true,
};

/** The attention of some images at one scale. */
export interface AttentionBatch {
  /** Index into the scales. */
  readonly scale: number;
  /** Index of the first image. */
  readonly first: number;
  readonly count: number;
  /** For each site `[count, M, C]`, row by row. */
  readonly attention: readonly Float32Array[];
  /** For each image, the index of the model's greatest output. */
  readonly predictions: readonly number[];
}

/** A batch with the outputs of the model. */
export interface CollectedBatch extends AttentionBatch {
  /** The model's first output, `[count, classes]`, row by row. */
  readonly scores: Float32Array;
}

/**
 * Yields batch after batch, each at every scale. It holds the tensors of one batch at a time, and none between two.
 * @throws AttentionError for a model without SK units, for an image that the preprocessing makes NaN or infinite, and where the
 * attention is.
 */
export async function* collectAttention(
  observed: ObservedModel,
  images: Iterable<RasterImage> | AsyncIterable<RasterImage>,
  options: CollectOptions,
): AsyncGenerator<CollectedBatch> {
  checkOptions('collectAttention: options', options, optionNames);
  if (observed.sites.length === 0 && options.allowNoUnits !== true) {
    throw new AttentionError(
      'collectAttention: model wants an SK unit with attention, got none. listModels("sk*") names models with SK units.',
    );
  }
  let first = 0;
  let waiting: RasterImage[] = [];
  for await (const image of images) {
    waiting.push(image);
    if (waiting.length < options.batchSize) continue;
    yield* atEveryScale(observed, waiting, first, options);
    first += waiting.length;
    waiting = [];
  }
  if (waiting.length > 0) yield* atEveryScale(observed, waiting, first, options);
}

async function* atEveryScale(
  observed: ObservedModel,
  images: readonly RasterImage[],
  first: number,
  { scales, preprocessing }: CollectOptions,
): AsyncGenerator<CollectedBatch> {
  const inputs = (factor: number): Float32Array[] =>
    images.map((image) => enlargedInput(image, factor, preprocessing));
  const shape = [...preprocessing.size, preprocessing.channels];
  for (const [scale, factor] of scales.entries()) {
    const values = inputs(factor);
    for (const [i, input] of values.entries()) checkImage(input, first + i);
    const { attention, scores } = await runObserved(observed, values, shape);
    const count = images.length;
    yield { scale, first, count, attention, scores, predictions: greatest(scores, count) };
  }
}

function checkImage(input: Float32Array, index: number): void {
  const lost = input.findIndex((value) => !Number.isFinite(value));
  if (lost < 0) return;
  throw new AttentionError(
    `collectAttention: image ${index} wants finite numbers, got ${input[lost]} for value ${lost}: the mean or the std of the ` +
      'preprocessing is out of range. Mend it in the metadata of the model.',
  );
}

/** Returns for each row the index of its greatest score. */
function greatest(scores: Float32Array, rows: number): number[] {
  const classes = scores.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const own = scores.subarray(row * classes, (row + 1) * classes);
    return own.reduce((best, score, index) => (score > elementAt(own, best) ? index : best), 0);
  });
}
