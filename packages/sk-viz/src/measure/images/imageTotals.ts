/** Sums over the images of one pass, from which its attention, classes and confusion come. */
import { elementAt } from 'sk-core';
import { CapturedModel } from 'sk-models';
import type { AttentionData, ScaleAccuracy } from '../attention/attentionData.js';
import { AttentionStatistics } from '../attention/attentionStatistics.js';
import type { CollectedBatch } from '../attention/collectAttention.js';
import type { ObservedModel } from '../attention/observedModel.js';
import { SampleRecorder } from '../attention/sampleRecorder.js';
import { ClassStatistics } from '../classes/classStatistics.js';
import { ConfusionCounts } from '../confusion/confusionCounts.js';
import type { Measurement } from './measurement.js';
import type { MeasureOptions, NamedImage } from './measureOptions.js';

export class ImageTotals {
  readonly #observed: ObservedModel;
  readonly #scales: readonly number[];
  readonly #options: MeasureOptions;
  readonly #statistics: AttentionStatistics;
  readonly #classes: ClassStatistics;
  readonly #confusion: ConfusionCounts | undefined;
  readonly #labels: (number | undefined)[] = [];
  readonly #samples: SampleRecorder[] = [];
  /** Right answers at each scale. */
  readonly #hits: number[];

  constructor(observed: ObservedModel, scales: readonly number[], options: MeasureOptions) {
    this.#observed = observed;
    this.#scales = scales;
    this.#options = options;
    this.#statistics = new AttentionStatistics(observed.sites, scales);
    this.#classes = new ClassStatistics(observed.sites, scales);
    this.#confusion = confusionOf(observed, options.classNames);
    this.#hits = scales.map(() => 0);
  }

  get images(): number {
    return this.#labels.length;
  }

  /** Takes note of an image, in the order of the batches. */
  addImage(named: NamedImage): void {
    const { samples = 4, classNames } = this.#options;
    this.#labels.push(named.label);
    if (this.#samples.length < samples)
      this.#samples.push(new SampleRecorder(this.#observed.sites, named, classNames));
  }

  /** Adds a batch whose images were added before. */
  addBatch(batch: CollectedBatch): void {
    const labels = this.#labels.slice(batch.first, batch.first + batch.count);
    const isSmallest = batch.scale === this.#scales.indexOf(this.#smallestScale);
    this.#statistics.add(batch);
    this.#classes.add(batch, labels);
    for (const [row, predicted] of batch.predictions.entries()) {
      const label = labels[row];
      if (label === predicted) this.#hits[batch.scale] = elementAt(this.#hits, batch.scale) + 1;
      if (label !== undefined && isSmallest) this.#confusion?.add(label, predicted);
      this.#samples[batch.first + row]?.add(batch, row);
    }
  }

  measurement(): Measurement {
    const { model, preprocessing, source, classNames, skipped = [] } = this.#options;
    const scales = this.#scales;
    const labelled = this.#labels.filter((label) => label !== undefined).length;
    const common = {
      version: 1,
      model: { ...model, inputShape: [...preprocessing.size, preprocessing.channels] },
      source,
    } as const;
    const attention: AttentionData = {
      format: 'sk-viz/attention',
      ...common,
      images: this.images,
      scales,
      units: this.#statistics.summary(),
      samples: this.#samples.map((recorder) => recorder.sample()),
      ...(labelled > 0 && { accuracy: this.#accuracy(labelled) }),
      skipped,
    };
    if (labelled === 0) return { attention, notes: [] };
    const { classes: present, units } = this.#classes.summary();
    const classes = present.map(({ index, images }) => ({
      name: classNames?.[index] ?? `class ${index}`,
      images,
    }));
    return {
      attention,
      ...(units.length > 0 && {
        classes: { format: 'sk-viz/classes', ...common, images: labelled, scales, classes, units, skipped },
      }),
      ...(this.#confusion !== undefined && {
        confusion: {
          format: 'sk-viz/confusion',
          ...common,
          scale: this.#smallestScale,
          classNames: classNames ?? [],
          ...this.#confusion.summary(),
          skipped,
        },
      }),
      notes: lonelyNotes(classes.filter(({ images }) => images === 1).map(({ name }) => name)),
    };
  }

  get #smallestScale(): number {
    return Math.min(...this.#scales);
  }

  #accuracy(labelled: number): ScaleAccuracy[] {
    return this.#scales.map((scale, i) => ({
      scale,
      accuracy: elementAt(this.#hits, i) / labelled,
      images: labelled,
    }));
  }
}

/** Counts confusions only where each class that the model may name has a name. */
function confusionOf(
  { model }: ObservedModel,
  classNames: readonly string[] | undefined,
): ConfusionCounts | undefined {
  const { outputs } = model instanceof CapturedModel ? model.model : model;
  const classes = outputs[0]?.shape.at(-1);
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
