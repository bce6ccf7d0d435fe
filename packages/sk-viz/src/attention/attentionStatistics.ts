/**
 * Statistics of the attention over images, unit by unit and scale by scale: the numbers behind Figure 3.
 * Images stream through; what is kept grows with channels, and by three numbers for each image, unit and scale.
 */
import type { AttentionTap } from 'sk-models';
import type { Change, ScaleStatistics, Spread, UnitStatistics } from './attentionData.js';
import type { AttentionBatch } from './collectAttention.js';

/** The paper averages 16 successive channels; a unit with fewer than 128 channels gets 8 groups all the same. */
export function channelsPerGroup(channels: number): number {
  return Math.max(1, Math.min(16, Math.floor(channels / 8)));
}

/** Averages of successive values, the last one over what is left. */
export function groupMeans(values: ArrayLike<number>, perGroup: number): number[] {
  const groups = Math.ceil(values.length / perGroup);
  return Array.from({ length: groups }, (_, group) => {
    const own = Array.from(values).slice(group * perGroup, (group + 1) * perGroup);
    return average(own);
  });
}

/** Indices of the kernels with the largest and the smallest extent; of equal ones the last and the first. */
export function extremeBranches({ branches }: Pick<AttentionTap, 'branches'>): {
  largest: number;
  smallest: number;
} {
  const sizes = branches.map((branch) => branch.effectiveSize);
  return { largest: sizes.lastIndexOf(Math.max(...sizes)), smallest: sizes.indexOf(Math.min(...sizes)) };
}

/** Sums over images of one unit at one scale. */
class ScaleSums {
  readonly differences: number[] = [];
  readonly kernelSizes: number[] = [];
  readonly branchSums: number[];
  readonly channelSums: Float64Array;
  readonly groups: number[][] = [];
  readonly tap: AttentionTap;

  constructor(tap: AttentionTap) {
    this.tap = tap;
    this.branchSums = tap.branches.map(() => 0);
    this.channelSums = new Float64Array(tap.channels);
  }

  /** `attention`: one image's `[M, C]`. */
  add(attention: Float32Array): void {
    const { channels, branches } = this.tap;
    const { largest, smallest } = extremeBranches(this.tap);
    const branch = (m: number): Float32Array => attention.subarray(m * channels, (m + 1) * channels);
    const means = branches.map((_, m) => average(branch(m)));
    for (const [m, mean] of means.entries()) this.branchSums[m]! += mean;
    this.differences.push(means[largest]! - means[smallest]!);
    this.kernelSizes.push(branches.reduce((sum, { effectiveSize }, m) => sum + means[m]! * effectiveSize, 0));
    const large = branch(largest);
    for (let c = 0; c < channels; c++) this.channelSums[c]! += large[c]!;
    this.groups.push(groupMeans(large, channelsPerGroup(channels)));
  }

  summary(scale: number): ScaleStatistics {
    const images = this.differences.length;
    return {
      scale,
      branchMeans: this.branchSums.map((sum) => sum / images),
      largeMinusSmall: spread(this.differences),
      kernelSize: spread(this.kernelSizes),
      channelMeans: Array.from(this.channelSums, (sum) => sum / images),
      channelGroups: this.groups[0]!.map((_, group) => spread(this.groups.map((own) => own[group]!))),
    };
  }
}

/** Takes what `collectAttention` yields and sums it up; at each scale the images come in the same order. */
export class AttentionStatistics {
  readonly #taps: readonly AttentionTap[];
  readonly #scales: readonly number[];
  readonly #sums: readonly (readonly ScaleSums[])[];

  constructor(taps: readonly AttentionTap[], scales: readonly number[]) {
    this.#taps = taps;
    this.#scales = scales;
    this.#sums = taps.map((tap) => scales.map(() => new ScaleSums(tap)));
  }

  add(batch: AttentionBatch): void {
    for (const [unit, values] of batch.attention.entries()) {
      const size = values.length / batch.count;
      for (let image = 0; image < batch.count; image++)
        this.#sums[unit]![batch.scale]!.add(values.subarray(image * size, (image + 1) * size));
    }
  }

  /** From the input of the network to its output. At least one image must have been added at every scale. */
  summary(): UnitStatistics[] {
    return this.#taps.map((tap, unit) => {
      const sums = this.#sums[unit]!;
      return {
        unit: tap.unit,
        layer: tap.layerName,
        branches: tap.branches,
        ...extremeBranches(tap),
        channels: tap.channels,
        channelsPerGroup: channelsPerGroup(tap.channels),
        scales: sums.map((own, scale) => own.summary(this.#scales[scale]!)),
        ...(this.#scales.length > 1 ? { change: changeOf(this.#scales, sums) } : {}),
      };
    });
  }
}

/** Image by image, so that what differs between images does not hide what the scale does. */
function changeOf(scales: readonly number[], sums: readonly ScaleSums[]): Change {
  const from = scales.indexOf(Math.min(...scales));
  const to = scales.indexOf(Math.max(...scales));
  const growth = sums[to]!.differences.map((value, image) => value - sums[from]!.differences[image]!);
  const { mean, std } = spread(growth);
  return {
    from: scales[from]!,
    to: scales[to]!,
    mean,
    std,
    ...(growth.length > 1 ? { interval: (1.96 * std) / Math.sqrt(growth.length) } : {}),
    growing: growth.filter((value) => value > 0).length / growth.length,
  };
}

function spread(values: readonly number[]): Spread {
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
