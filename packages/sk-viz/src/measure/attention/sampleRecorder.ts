/** The attention of one image, kept for Figure 3 a and b. */
import { elementAt } from 'sk-core';
import type { AttentionSite } from 'sk-models';
import type { SampleAttention } from './attentionData.js';
import { channelsPerGroup, groupMeans } from './channelGroups.js';
import type { AttentionBatch } from './collectAttention.js';
import { branchAttention, extremeBranches, imageAttention, largeMinusSmall } from './imageAttention.js';

export class SampleRecorder {
  readonly #sites: readonly AttentionSite[];
  readonly #name: string;
  readonly #className: string | undefined;
  readonly #classNames: readonly string[] | undefined;
  readonly #units: readonly { readonly largeMinusSmall: number[]; readonly channelGroups: number[][] }[];
  readonly #predictions: string[] = [];

  constructor(
    sites: readonly AttentionSite[],
    { name, label }: { readonly name: string; readonly label?: number },
    classNames: readonly string[] | undefined,
  ) {
    this.#sites = sites;
    this.#name = name;
    this.#className = label === undefined ? undefined : classNames?.[label];
    this.#classNames = classNames;
    this.#units = sites.map(() => ({ largeMinusSmall: [], channelGroups: [] }));
  }

  /** @param row Index of the image in the batch. */
  add(batch: AttentionBatch, row: number): void {
    for (const [unit, own] of this.#units.entries()) {
      const site = elementAt(this.#sites, unit);
      const attention = imageAttention(batch, unit, row);
      const large = branchAttention(attention, extremeBranches(site).largest, site.channels);
      own.largeMinusSmall[batch.scale] = largeMinusSmall(attention, site);
      own.channelGroups[batch.scale] = groupMeans(large, channelsPerGroup(site.channels));
    }
    const predicted = this.#classNames?.[elementAt(batch.predictions, row)];
    if (predicted !== undefined) this.#predictions[batch.scale] = predicted;
  }

  sample(): SampleAttention {
    return {
      name: this.#name,
      ...(this.#className !== undefined && { className: this.#className }),
      units: this.#units,
      ...(this.#predictions.length > 0 && { predictions: this.#predictions }),
    };
  }
}
