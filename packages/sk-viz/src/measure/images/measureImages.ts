/** From a network and images, in one pass: attention, classes and confusion. */
import type { Preprocessing } from 'sk-models';
import { paperScales } from '../../image/enlarge.js';
import type { RasterImage } from '../../image/rasterImage.js';
import type { AttentionData, ScaleAccuracy, SkippedImage } from '../attention/attentionData.js';
import { AttentionStatistics } from '../attention/attentionStatistics.js';
import { AttentionError, collectAttention, type ObservedModel } from '../attention/collectAttention.js';
import { SampleRecorder } from '../attention/sampleRecorder.js';
import { ClassStatistics } from '../classes/classStatistics.js';
import { ConfusionCounts } from '../confusion/confusionCounts.js';
import type { Measurement } from './measurement.js';

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
  /** A model without SK units is measured too: accuracy and confusion. */
  readonly allowNoUnits?: boolean;
  /** How many of the first images are kept one by one (Fig. 3 a and b). */
  readonly samples?: number;
  /** Files that could not be read; read after the last image. */
  readonly skipped?: readonly SkippedImage[];
  readonly onProgress?: (images: number) => void;
}

/**
 * Every image at every scale through the network. Images stream; besides statistics a few numbers are kept of each.
 * @param observed what `attentionModel(model)` of sk-models returns; stays the caller's to dispose.
 * @throws AttentionError for a model without SK units, for no image at all, and for attention that is not a number.
 */
export async function measureImages(
  observed: ObservedModel,
  images: Iterable<NamedImage> | AsyncIterable<NamedImage>,
  options: MeasureOptions,
): Promise<Measurement> {
  const { scales = paperScales, batchSize = 32, samples = 4, preprocessing, source } = options;
  const { classNames, allowNoUnits = false } = options;
  const statistics = new AttentionStatistics(observed.sites, scales);
  const classes = new ClassStatistics(observed.sites, scales);
  const labels: (number | undefined)[] = [];
  const kept: SampleRecorder[] = [];
  const hits = scales.map(() => 0);
  const confusion = confusionOf(observed, classNames);
  const first = scales.indexOf(Math.min(...scales));

  async function* pictures(): AsyncGenerator<RasterImage> {
    for await (const named of images) {
      labels.push(named.label);
      if (kept.length < samples) kept.push(new SampleRecorder(observed.sites, named, classNames));
      yield named.image;
    }
  }

  for await (const batch of collectAttention(observed, pictures(), {
    scales,
    preprocessing,
    batchSize,
    allowNoUnits,
  })) {
    const own = labels.slice(batch.first, batch.first + batch.count);
    statistics.add(batch);
    classes.add(batch, own);
    for (const [row, predicted] of batch.predictions.entries()) {
      const label = own[row];
      if (label === predicted) hits[batch.scale]!++;
      if (label !== undefined && batch.scale === first) confusion?.add(label, predicted);
      kept[batch.first + row]?.add(batch, row);
    }
    if (batch.scale === scales.length - 1) options.onProgress?.(batch.first + batch.count);
  }
  if (labels.length === 0) throw new AttentionError(`No image to measure the attention on: ${source}.`);

  const labelled = labels.filter((label) => label !== undefined).length;
  const accuracy: ScaleAccuracy[] = scales.map((scale, i) => ({
    scale,
    accuracy: hits[i]! / labelled,
    images: labelled,
  }));
  const common = {
    version: 1,
    model: { ...options.model, inputShape: [...preprocessing.size, preprocessing.channels] },
    source,
  } as const;
  const skipped = options.skipped ?? [];
  const attention: AttentionData = {
    format: 'sk-viz/attention',
    ...common,
    images: labels.length,
    scales,
    units: statistics.summary(),
    samples: kept.map((recorder) => recorder.sample()),
    ...(labelled > 0 ? { accuracy } : {}),
    skipped,
  };
  if (labelled === 0) return { attention, notes: [] };
  const { classes: present, units } = classes.summary();
  const named = present.map((entry) => ({
    name: classNames?.[entry.index] ?? `class ${entry.index}`,
    images: entry.images,
  }));
  return {
    attention,
    ...(units.length === 0
      ? {}
      : {
          classes: {
            format: 'sk-viz/classes',
            ...common,
            images: labelled,
            scales,
            classes: named,
            units,
            skipped,
          },
        }),
    ...(confusion === undefined
      ? {}
      : {
          confusion: {
            format: 'sk-viz/confusion',
            ...common,
            scale: scales[first]!,
            classNames: classNames ?? [],
            ...confusion.summary(),
            skipped,
          },
        }),
    notes: lonelyNotes(named.filter((entry) => entry.images === 1).map(({ name }) => name)),
  };
}

/** Only where every class that the model may name has a name. */
function confusionOf(
  { model }: ObservedModel,
  classNames: readonly string[] | undefined,
): ConfusionCounts | undefined {
  const classes = model.outputs[0]?.shape.at(-1);
  return classNames !== undefined && classes === classNames.length ? new ConfusionCounts(classes) : undefined;
}

function lonelyNotes(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const who =
    names.length <= 3
      ? `${names.map((name) => `class '${name}'`).join(', ')} ${names.length === 1 ? 'has' : 'have'}`
      : `${names.length} classes have`;
  return [`${who} one image: a mean without an interval.`];
}
