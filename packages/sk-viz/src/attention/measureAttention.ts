/** From a network and images to `AttentionData`: statistics, sample images, and accuracy where classes are known. */
import type { Preprocessing } from 'sk-models';
import { paperScales } from '../image/enlarge.js';
import type { RasterImage } from '../image/rasterImage.js';
import type { AttentionData, SampleAttention, ScaleAccuracy, SkippedImage } from './attentionData.js';
import { AttentionStatistics, channelsPerGroup, extremeBranches, groupMeans } from './attentionStatistics.js';
import {
  type AttentionBatch,
  AttentionError,
  collectAttention,
  type TappedModel,
} from './collectAttention.js';

export interface NamedImage {
  readonly name: string;
  readonly image: RasterImage;
  /** Index of its class, where that is known. */
  readonly label?: number;
}

export interface MeasureOptions {
  /** For the report; `describeModel` of sk-models counts the parameters. */
  readonly model: { readonly name: string; readonly parameters: number };
  readonly preprocessing: Preprocessing;
  /** Where the images come from, in words. */
  readonly source: string;
  readonly classNames?: readonly string[];
  readonly scales?: readonly number[];
  readonly batchSize?: number;
  /** How many of the first images are kept one by one (Fig. 3 a and b). */
  readonly samples?: number;
  /** Files that could not be read; read after the last image. */
  readonly skipped?: readonly SkippedImage[];
  readonly onProgress?: (images: number) => void;
}

/**
 * Every image at every scale through the network.
 * @param tapped what `attentionModel(model)` of sk-models returns; stays the caller's to dispose.
 * @throws AttentionError for a model without SK units, for no image at all, and for attention that is not a number.
 */
export async function measureAttention(
  tapped: TappedModel,
  images: Iterable<NamedImage> | AsyncIterable<NamedImage>,
  options: MeasureOptions,
): Promise<AttentionData> {
  const { scales = paperScales, batchSize = 32, samples = 4, classNames, preprocessing } = options;
  const statistics = new AttentionStatistics(tapped.taps, scales);
  const seen: Omit<NamedImage, 'image'>[] = [];
  const kept: SampleRecorder[] = [];
  const hits = scales.map(() => 0);

  async function* pictures(): AsyncGenerator<RasterImage> {
    for await (const { image, ...rest } of images) {
      seen.push(rest);
      if (kept.length < samples) kept.push(new SampleRecorder(rest.name, classNames, rest.label));
      yield image;
    }
  }

  for await (const batch of collectAttention(tapped, pictures(), { scales, preprocessing, batchSize })) {
    statistics.add(batch);
    for (const [i, predicted] of batch.predictions.entries()) {
      if (seen[batch.first + i]!.label === predicted) hits[batch.scale]!++;
      kept[batch.first + i]?.add(tapped, batch, i);
    }
    if (batch.scale === scales.length - 1) options.onProgress?.(batch.first + batch.count);
  }
  if (seen.length === 0) throw new AttentionError(`No image to measure the attention on: ${options.source}.`);
  const labelled = seen.filter(({ label }) => label !== undefined).length;
  const accuracy: ScaleAccuracy[] = scales.map((scale, i) => ({
    scale,
    accuracy: hits[i]! / labelled,
    images: labelled,
  }));
  return {
    format: 'sk-viz/attention',
    version: 1,
    model: {
      ...options.model,
      inputShape: [...preprocessing.size, preprocessing.channels],
    },
    source: options.source,
    images: seen.length,
    scales,
    units: statistics.summary(),
    samples: kept.map((recorder) => recorder.sample()),
    ...(labelled > 0 ? { accuracy } : {}),
    skipped: options.skipped ?? [],
  };
}

/** Keeps the attention of one image. */
class SampleRecorder {
  readonly #name: string;
  readonly #classNames: readonly string[] | undefined;
  readonly #label: number | undefined;
  readonly #units: { largeMinusSmall: number[]; channelGroups: number[][] }[] = [];
  readonly #predictions: string[] = [];

  constructor(name: string, classNames: readonly string[] | undefined, label: number | undefined) {
    this.#name = name;
    this.#classNames = classNames;
    this.#label = label;
  }

  /** `row`: the image's place in the batch. */
  add({ taps }: TappedModel, batch: AttentionBatch, row: number): void {
    for (const [unit, tap] of taps.entries()) {
      const { channels, branches } = tap;
      const own = batch.attention[unit]!.subarray(row * branches.length * channels);
      const branch = (m: number): number[] => Array.from(own.subarray(m * channels, (m + 1) * channels));
      const { largest, smallest } = extremeBranches(tap);
      const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / channels;
      this.#units[unit] ??= { largeMinusSmall: [], channelGroups: [] };
      this.#units[unit].largeMinusSmall[batch.scale] = mean(branch(largest)) - mean(branch(smallest));
      this.#units[unit].channelGroups[batch.scale] = groupMeans(branch(largest), channelsPerGroup(channels));
    }
    const predicted = this.#classNames?.[batch.predictions[row]!];
    if (predicted !== undefined) this.#predictions[batch.scale] = predicted;
  }

  sample(): SampleAttention {
    const className = this.#label === undefined ? undefined : this.#classNames?.[this.#label];
    return {
      name: this.#name,
      ...(className === undefined ? {} : { className }),
      units: this.#units,
      ...(this.#predictions.length > 0 ? { predictions: this.#predictions } : {}),
    };
  }
}
