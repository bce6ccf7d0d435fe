/** The attention of a network as data: the content of `attention.json`, from which every figure is drawn. */
import type { BranchKernel } from 'sk-models';

/** Mean and deviation of a number that each image has. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation over the images (n - 1); 0 for one image. */
  readonly std: number;
}

/** One SK unit at one scale, over all images. */
export interface ScaleStatistics {
  readonly scale: number;
  /** Attention of each branch, averaged over channels and images; sums to 1. */
  readonly branchMeans: readonly number[];
  /** Attention of the largest minus that of the smallest kernel, averaged over channels (Fig. 3, right). */
  readonly largeMinusSmall: Spread;
  /** Extent of the kernels weighted by their attention, averaged over channels, in pixels of the unit's input. */
  readonly kernelSize: Spread;
  /** Attention of the largest kernel, channel by channel, averaged over images. */
  readonly channelMeans: readonly number[];
  /** `channelMeans` averaged over groups of successive channels, with the deviation over images (Fig. 3, bottom left). */
  readonly channelGroups: readonly Spread[];
}

/** Growth of an image's large-minus-small difference from the smallest to the largest scale. */
export interface Change extends Spread {
  readonly from: number;
  readonly to: number;
  /** Half of the 95 % interval of the mean, 1.96 std / sqrt(n); absent for one image. */
  readonly interval?: number;
  /** Share of the images whose difference grows, 0 to 1. */
  readonly growing: number;
}

export interface UnitStatistics {
  /** The paper's name for the unit, SK_2_3: stage and position. */
  readonly unit: string;
  readonly layer: string;
  /** In the order of the model's branches. */
  readonly branches: readonly BranchKernel[];
  /** Indices into `branches`: the kernels with the largest and the smallest extent. */
  readonly largest: number;
  readonly smallest: number;
  readonly channels: number;
  /** Number of successive channels in each of `channelGroups`; the paper's figure takes 16. */
  readonly channelsPerGroup: number;
  readonly scales: readonly ScaleStatistics[];
  /** Absent where only one scale was measured. */
  readonly change?: Change;
}

/** The attention of one image, as in Fig. 3 a and b. */
export interface SampleAttention {
  readonly name: string;
  readonly className?: string;
  /** Units in the order of `AttentionData.units`, scales in the order of `AttentionData.scales`. */
  readonly units: readonly {
    readonly largeMinusSmall: readonly number[];
    /** For each scale, the attention of the largest kernel in groups of channels. */
    readonly channelGroups: readonly (readonly number[])[];
  }[];
  /** For each scale, the name of the class with the greatest output; absent where the model has no class names. */
  readonly predictions?: readonly string[];
}

export interface ScaleAccuracy {
  readonly scale: number;
  /** Top-1, 0 to 1. */
  readonly accuracy: number;
  readonly images: number;
}

export interface SkippedImage {
  readonly name: string;
  readonly reason: string;
}

/** The content of `attention.json`. */
export interface AttentionData {
  readonly format: 'sk-viz/attention';
  readonly version: 1;
  readonly model: {
    readonly name: string;
    readonly parameters: number;
    /** Height, width, channels. */
    readonly inputShape: readonly number[];
  };
  readonly source: string;
  readonly images: number;
  readonly scales: readonly number[];
  /** From the input of the network to its output. */
  readonly units: readonly UnitStatistics[];
  readonly samples: readonly SampleAttention[];
  /** Present where the classes of images are known. */
  readonly accuracy?: readonly ScaleAccuracy[];
  readonly skipped: readonly SkippedImage[];
}
