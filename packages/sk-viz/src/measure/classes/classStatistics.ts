/** Statistics of the attention class by class: the numbers behind Figure 4. Memory grows with images, units and scales. */
import { elementAt } from 'sk-core';
import type { AttentionSite } from 'sk-models';
import type { AttentionBatch } from '../attention/collectAttention.js';
import { average, extremeBranches, imageAttention, largeMinusSmall } from '../attention/imageAttention.js';
import { extremeScales } from '../attention/pairedChange.js';
import { bootstrapIntervals } from './bootstrap.js';
import type { ClassAttention, ClassesUnit, Estimate } from './classesData.js';

/** Statistics of the batches that `collectAttention` yields, with the class of each image. */
export class ClassStatistics {
  readonly #sites: readonly AttentionSite[];
  readonly #scales: readonly number[];
  readonly #classes = new Map<number, ClassValues>();

  constructor(sites: readonly AttentionSite[], scales: readonly number[]) {
    this.#sites = sites;
    this.#scales = scales;
  }

  /** @param labels For each image of the batch the index of its class; `undefined` leaves the image out. */
  add(batch: AttentionBatch, labels: readonly (number | undefined)[]): void {
    for (const [row, label] of labels.entries()) {
      if (label === undefined) continue;
      let values = this.#classes.get(label);
      if (values === undefined) {
        values = new ClassValues(this.#sites.length, this.#scales.length);
        this.#classes.set(label, values);
      }
      for (const [unit, site] of this.#sites.entries())
        values.add(unit, batch.scale, largeMinusSmall(imageAttention(batch, unit, row), site));
    }
  }

  /** Returns the classes with an image, in the order of their indices. */
  summary(): {
    classes: { readonly index: number; readonly images: number }[];
    units: ClassesUnit[];
  } {
    const present = [...this.#classes].sort(([a], [b]) => a - b);
    const estimated = present.map(([, values]) => values.estimates(this.#scales));
    return {
      classes: present.map(([index, values]) => ({ index, images: values.images })),
      units: this.#sites.map((site, unit) => ({
        unit: site.unit,
        layer: site.layerName,
        branches: site.branches,
        ...extremeBranches(site),
        classes: estimated.map((own) => elementAt(own, unit)),
      })),
    };
  }
}

/** Numbers of one class: for each unit and scale one number an image, in the order of the images. */
class ClassValues {
  readonly #values: readonly (readonly number[][])[];

  constructor(units: number, scales: number) {
    this.#values = Array.from({ length: units }, () => Array.from({ length: scales }, () => []));
  }

  get images(): number {
    return this.#values[0]?.[0]?.length ?? 0;
  }

  add(unit: number, scale: number, value: number): void {
    elementAt(elementAt(this.#values, unit), scale).push(value);
  }

  /** Returns the estimates of each unit. One draw of images serves all units. */
  estimates(scales: readonly number[]): ClassAttention[] {
    const { from, to } = extremeScales(scales);
    const quantities = this.#values.map((own) =>
      from === to ? own : [...own, differences(elementAt(own, to), elementAt(own, from))],
    );
    const intervals = this.images > 1 ? bootstrapIntervals(quantities.flat()) : [];
    const perUnit = quantities[0]?.length ?? 0;
    return quantities.map((own, unit) => {
      const estimates = own.map((values, i) => estimate(values, intervals[unit * perUnit + i]));
      const change = estimates[scales.length];
      return {
        largeMinusSmall: estimates.slice(0, scales.length),
        ...(change !== undefined && { change }),
      };
    });
  }
}

function differences(values: readonly number[], from: readonly number[]): number[] {
  return values.map((value, i) => value - elementAt(from, i));
}

function estimate(values: readonly number[], interval: Estimate['interval']): Estimate {
  return { mean: average(values), ...(interval !== undefined && { interval }) };
}
