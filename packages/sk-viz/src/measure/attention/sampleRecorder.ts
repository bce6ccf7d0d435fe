/** Keeps the attention of one image: Figure 3 a and b. */
import type { AttentionSite } from 'sk-models';
import type { SampleAttention } from './attentionData.js';
import { channelsPerGroup, groupMeans } from './channelGroups.js';
import type { AttentionBatch } from './collectAttention.js';
import { branchAttention, extremeBranches, imageAttention, largeMinusSmall } from './imageAttention.js';

export class SampleRecorder {
  readonly #sites: readonly AttentionSite[];
  readonly #name: string;
  readonly #classNames: readonly string[] | undefined;
  readonly #label: number | undefined;
  readonly #units: { largeMinusSmall: number[]; channelGroups: number[][] }[] = [];
  readonly #predictions: string[] = [];

  constructor(
    sites: readonly AttentionSite[],
    { name, label }: { readonly name: string; readonly label?: number },
    classNames: readonly string[] | undefined,
  ) {
    this.#sites = sites;
    this.#name = name;
    this.#label = label;
    this.#classNames = classNames;
  }

  /** `row`: the image's place in the batch. */
  add(batch: AttentionBatch, row: number): void {
    for (const [unit, site] of this.#sites.entries()) {
      const attention = imageAttention(batch, unit, row);
      const large = branchAttention(attention, extremeBranches(site).largest, site.channels);
      this.#units[unit] ??= { largeMinusSmall: [], channelGroups: [] };
      this.#units[unit].largeMinusSmall[batch.scale] = largeMinusSmall(attention, site);
      this.#units[unit].channelGroups[batch.scale] = groupMeans(large, channelsPerGroup(site.channels));
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
