/** The attention of every SK unit on images in several sizes (section 4.4), batch by batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, type OptionNames } from 'sk-core';
import type { AttentionSite, Preprocessing } from 'sk-models';
import { enlargedInput } from '../../image/enlarge.js';
import type { RasterImage } from '../../image/rasterImage.js';

/** A model that gives the attention of its units too: the return value of `attentionModel` of sk-models. */
export interface ObservedModel {
  /** Its outputs are those of the model, then one attention `[N, M, C]` for each site. */
  readonly model: LayersModel;
  readonly sites: readonly AttentionSite[];
}

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

/** A network whose attention cannot be read. */
export class AttentionError extends Error {
  override readonly name = 'AttentionError';
}

/**
 * Yields batch after batch, each at every scale. It holds the tensors of one batch at a time, and none between two.
 * @throws AttentionError for a model without SK units, and where the attention is not a number.
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
    const { attention, scores } = await runModel(observed, inputs(factor), shape);
    const count = images.length;
    yield { scale, first, count, attention, scores, predictions: greatest(scores, count) };
  }
}

async function runModel(
  { model, sites }: ObservedModel,
  inputs: readonly Float32Array[],
  shape: readonly number[],
): Promise<{ attention: Float32Array[]; scores: Float32Array }> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(inputs.length * size);
  for (const [i, input] of inputs.entries()) values.set(input, i * size);
  const outputs = tf.tidy(() =>
    [model.predict(tf.tensor(values, [inputs.length, ...shape]), { batchSize: inputs.length })].flat(),
  );
  try {
    const read = (tensor: tf.Tensor): Promise<Float32Array> => tensor.data<'float32'>();
    const attention = await Promise.all(outputs.slice(outputs.length - sites.length).map(read));
    checkNumbers(attention, sites);
    return { attention, scores: await read(elementAt(outputs, 0)) };
  } finally {
    tf.dispose(outputs);
  }
}

function checkNumbers(attention: readonly Float32Array[], sites: readonly AttentionSite[]): void {
  for (const [i, { unit, layerName }] of sites.entries()) {
    if (elementAt(attention, i).every(Number.isFinite)) continue;
    throw new AttentionError(
      `collectAttention: the attention of ${unit} (layer ${layerName}) wants finite numbers, got NaN or infinity: ` +
        "the model's weights are damaged, or its training diverged. Take another checkpoint.",
    );
  }
}

/** Returns for each row the index of its greatest score. */
function greatest(scores: Float32Array, rows: number): number[] {
  const classes = scores.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const own = scores.subarray(row * classes, (row + 1) * classes);
    return own.reduce((best, score, index) => (score > elementAt(own, best) ? index : best), 0);
  });
}
