/** The attention class by class as data: the content of `classes.json`, from which Figure 4 is drawn. */
import type { BranchKernel } from 'sk-models';
import type { AttentionData, SkippedImage } from '../attention/attentionData.js';

/** A mean over the images of a class. */
export interface Estimate {
  readonly mean: number;
  /** Ends of the 95 % interval, by bootstrap over images; absent for one image. */
  readonly interval?: readonly [low: number, high: number];
}

/** One class in one SK unit. */
export interface ClassAttention {
  /** Attention of the largest minus that of the smallest kernel, in the order of `ClassesData.scales`. */
  readonly largeMinusSmall: readonly Estimate[];
  /** Change within each image from the smallest to the largest scale; absent where only one scale was measured. */
  readonly change?: Estimate;
}

export interface ClassesUnit {
  /** The paper's name for the unit, SK_2_3: stage and position. */
  readonly unit: string;
  readonly layer: string;
  readonly branches: readonly BranchKernel[];
  /** Indices into `branches`: the kernels with the largest and the smallest extent. */
  readonly largest: number;
  readonly smallest: number;
  /** In the order of `ClassesData.classes`. */
  readonly classes: readonly ClassAttention[];
}

/** The content of `classes.json`. */
export interface ClassesData {
  readonly format: 'sk-viz/classes';
  readonly version: 1;
  readonly model: AttentionData['model'];
  readonly source: string;
  readonly images: number;
  readonly scales: readonly number[];
  /** Classes with one measured image or more, in the order of the model's classes. */
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  /** From the input of the network to its output. */
  readonly units: readonly ClassesUnit[];
  readonly skipped: readonly SkippedImage[];
}
