/**
 * Statistics of the attention over images, for each unit and scale: the numbers behind Figure 3.
 * Images stream through, and the memory grows with channels, not with images.
 */
import { elementAt } from 'sk-core';
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

/** Sums of one unit at one scale. */
class ScaleSums {
  readonly #site: AttentionSite;
  readonly #scale: number;
  readonly #difference = new RunningSpread();
  readonly #kernelSize = new RunningSpread();
  readonly #groups: readonly RunningSpread[];
  #branchSums: readonly number[];
  #channelSums: Float64Array;

  constructor(site: AttentionSite, scale: number) {
    this.#site = site;
    this.#scale = scale;
    this.#branchSums = site.branches.map(() => 0);
    this.#channelSums = new Float64Array(site.channels);
    const groups = Math.ceil(site.channels / channelsPerGroup(site.channels));
    this.#groups = Array.from({ length: groups }, () => new RunningSpread());
  }

  /** Adds the attention `[M, C]` of one image. */
  add(attention: Float32Array): void {
    const { channels, branches } = this.#site;
    const means = branches.map((_, m) => average(branchAttention(attention, m, channels)));
    this.#branchSums = this.#branchSums.map((sum, m) => sum + elementAt(means, m));
    this.#difference.add(largeMinusSmall(attention, this.#site));
    this.#kernelSize.add(
      means.reduce((sum, mean, m) => sum + mean * elementAt(branches, m).effectiveSize, 0),
    );
    const large = branchAttention(attention, extremeBranches(this.#site).largest, channels);
    this.#channelSums = this.#channelSums.map((sum, c) => sum + elementAt(large, c));
    const groups = groupMeans(large, channelsPerGroup(channels));
    for (const [i, group] of this.#groups.entries()) group.add(elementAt(groups, i));
  }

  summary(): ScaleStatistics {
    const images = this.#difference.count;
    return {
      scale: this.#scale,
      branchMeans: this.#branchSums.map((sum) => sum / images),
      largeMinusSmall: this.#difference.spread(),
      kernelSize: this.#kernelSize.spread(),
      channelMeans: Array.from(this.#channelSums, (sum) => sum / images),
      channelGroups: this.#groups.map((group) => group.spread()),
    };
  }
}

interface UnitSums {
  readonly site: AttentionSite;
  readonly scales: readonly ScaleSums[];
  readonly change: PairedChange;
}

/** Statistics of the batches that `collectAttention` yields. */
export class AttentionStatistics {
  readonly #units: readonly UnitSums[];

  constructor(sites: readonly AttentionSite[], scales: readonly number[]) {
    this.#units = sites.map((site) => ({
      site,
      scales: scales.map((scale) => new ScaleSums(site, scale)),
      change: new PairedChange(scales),
    }));
  }

  add(batch: AttentionBatch): void {
    for (const [unit, { site, scales, change }] of this.#units.entries())
      for (let row = 0; row < batch.count; row++) {
        const attention = imageAttention(batch, unit, row);
        elementAt(scales, batch.scale).add(attention);
        change.add(batch.scale, batch.first + row, largeMinusSmall(attention, site));
      }
  }

  /** Returns the statistics from the input of the network to its output. Each scale needs one image at least. */
  summary(): UnitStatistics[] {
    return this.#units.map(({ site, scales, change }) => {
      const changed = change.summary();
      return {
        unit: site.unit,
        layer: site.layerName,
        branches: site.branches,
        ...extremeBranches(site),
        channels: site.channels,
        channelsPerGroup: channelsPerGroup(site.channels),
        scales: scales.map((sums) => sums.summary()),
        ...(changed !== undefined && { change: changed }),
      };
    });
  }
}
