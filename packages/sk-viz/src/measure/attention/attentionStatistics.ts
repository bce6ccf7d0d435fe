/**
 * Statistics of the attention over images, unit by unit and scale by scale: the numbers behind Figure 3.
 * Images stream through: what is kept grows with channels, not with images.
 */
import type { AttentionSite } from 'sk-models';
import type { ScaleStatistics, UnitStatistics } from './attentionData.js';
import { channelsPerGroup, groupMeans } from './channelGroups.js';
import type { AttentionBatch } from './collectAttention.js';
import {
  average,
  branchAttention,
  extremeBranches,
  imageAttention,
  largeMinusSmall,
} from './imageAttention.js';
import { PairedChange } from './pairedChange.js';
import { RunningSpread } from './runningSpread.js';

/** One unit at one scale. */
class ScaleSums {
  readonly #site: AttentionSite;
  readonly #difference = new RunningSpread();
  readonly #kernelSize = new RunningSpread();
  readonly #branchSums: number[];
  readonly #channelSums: Float64Array;
  readonly #groups: readonly RunningSpread[];

  constructor(site: AttentionSite) {
    this.#site = site;
    this.#branchSums = site.branches.map(() => 0);
    this.#channelSums = new Float64Array(site.channels);
    const groups = Math.ceil(site.channels / channelsPerGroup(site.channels));
    this.#groups = Array.from({ length: groups }, () => new RunningSpread());
  }

  /** `attention`: one image's `[M, C]`. */
  add(attention: Float32Array): void {
    const { channels, branches } = this.#site;
    const means = branches.map((_, m) => average(branchAttention(attention, m, channels)));
    for (const [m, mean] of means.entries()) this.#branchSums[m]! += mean;
    this.#difference.add(largeMinusSmall(attention, this.#site));
    this.#kernelSize.add(branches.reduce((sum, { effectiveSize }, m) => sum + means[m]! * effectiveSize, 0));
    const large = branchAttention(attention, extremeBranches(this.#site).largest, channels);
    for (let c = 0; c < channels; c++) this.#channelSums[c]! += large[c]!;
    for (const [i, mean] of groupMeans(large, channelsPerGroup(channels)).entries())
      this.#groups[i]!.add(mean);
  }

  summary(scale: number): ScaleStatistics {
    const images = this.#difference.count;
    return {
      scale,
      branchMeans: this.#branchSums.map((sum) => sum / images),
      largeMinusSmall: this.#difference.spread(),
      kernelSize: this.#kernelSize.spread(),
      channelMeans: Array.from(this.#channelSums, (sum) => sum / images),
      channelGroups: this.#groups.map((group) => group.spread()),
    };
  }
}

/** Takes what `collectAttention` yields and sums it up. */
export class AttentionStatistics {
  readonly #scales: readonly number[];
  readonly #units: readonly {
    readonly site: AttentionSite;
    readonly sums: readonly ScaleSums[];
    readonly change: PairedChange;
  }[];

  constructor(sites: readonly AttentionSite[], scales: readonly number[]) {
    this.#scales = scales;
    this.#units = sites.map((site) => ({
      site,
      sums: scales.map(() => new ScaleSums(site)),
      change: new PairedChange(scales),
    }));
  }

  add(batch: AttentionBatch): void {
    for (const [unit, { site, sums, change }] of this.#units.entries())
      for (let row = 0; row < batch.count; row++) {
        const attention = imageAttention(batch, unit, row);
        sums[batch.scale]!.add(attention);
        change.add(batch.scale, batch.first + row, largeMinusSmall(attention, site));
      }
  }

  /** From the input of the network to its output. At least one image must have been added at every scale. */
  summary(): UnitStatistics[] {
    return this.#units.map(({ site, sums, change }) => {
      const changed = change.summary();
      return {
        unit: site.unit,
        layer: site.layerName,
        branches: site.branches,
        ...extremeBranches(site),
        channels: site.channels,
        channelsPerGroup: channelsPerGroup(site.channels),
        scales: sums.map((own, scale) => own.summary(this.#scales[scale]!)),
        ...(changed === undefined ? {} : { change: changed }),
      };
    });
  }
}
