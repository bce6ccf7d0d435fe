/** The types that models, trainer and figures share. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export type Interpolation = 'nearest' | 'bilinear' | 'bicubic';

/** The steps from the bytes of an image to the numbers that a model reads. */
export interface Preprocessing {
  /** Height and width of the model's input, in pixels. */
  readonly size: readonly [height: number, width: number];
  readonly channels: 1 | 3;
  /** For each channel, on the scale 0 to 1: the model reads (value / 255 - mean) / std. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The part of the shorter side that the centre crop keeps, 0 to 1. */
  readonly cropFraction: number;
  readonly interpolation: Interpolation;
}

/** The figures that the paper prints for a model. */
export interface PaperFigures {
  /** Table and row. */
  readonly source: string;
  /** #P in millions, as printed; several where tables print it to different digits. */
  readonly parameters?: string | readonly string[];
  /** GFLOPs (billions of MACs), as printed. */
  readonly gflops?: string;
  /** MFLOPs, in tables that print them. */
  readonly mflops?: string;
  /** Why no way of counting rounds to a printed figure; absent where one does. */
  readonly unmatched?: string;
}

export interface BuildOptions {
  readonly numClasses: number;
  /** Height, width and channels. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** Makes the initial weights reproducible. */
  readonly seed?: number;
  /** Multiplies the channels of every stage, above 0; 1 is the paper's network. Depth and groups stay. */
  readonly widthMultiplier?: number;
}

/** A model that can be created by name. */
export interface ModelEntry {
  readonly name: string;
  readonly family: string;
  readonly description: string;
  readonly defaults: BuildOptions;
  readonly preprocessing: Preprocessing;
  /** Lists of class names; a model takes the one that has its number of classes. */
  readonly labels: readonly (readonly string[])[];
  readonly paper?: PaperFigures;
  /** Pixels a side below which the network has nothing left to pool or convolve. */
  readonly smallestInput?: number;
  readonly build: (options: BuildOptions) => LayersModel;
}

/** A place where a model selects kernels: one SK unit, with attention [N, M, C]. */
export interface AttentionSite {
  /** The paper's name for the unit, SK_2_3: stage and position. */
  readonly unit: string;
  readonly layerName: string;
  /** One for each branch, in the order of the attention's second axis. */
  readonly branches: readonly BranchKernel[];
  readonly channels: number;
}

export interface BranchKernel {
  readonly kernelSize: number;
  readonly dilation: number;
  /** (kernelSize - 1) * dilation + 1: the extent that the kernel covers, in pixels. */
  readonly effectiveSize: number;
}

/** Images as a model reads them, with the index of the class of each. */
export interface Batch {
  /** [N, H, W, C], already preprocessed. */
  readonly images: Float32Array;
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  readonly labels: Int32Array;
  /** Files or other names of the images, for messages. */
  readonly names?: readonly string[] | undefined;
  /** How a training step mixes the images and their targets, which are not mixed yet. */
  readonly mixing?: Mixing | undefined;
}

/** Each image of a batch mixed with another one, as mixup and cutmix do. */
export interface Mixing {
  /** [N]: the place in the batch of the image that each is mixed with. */
  readonly partners: Int32Array;
  /** The share of its own class in the target of an image, 0 to 1; the partner's class has the rest. */
  readonly share: number;
  /** [H * W]: the share of the image itself in each pixel, 0 to 1. */
  readonly pixelShares: Float32Array;
}

/** A source of batches. Batch k of epoch e is the same whenever it is asked for. */
export interface Dataset {
  readonly classNames: readonly string[];
  /** Images in an epoch. */
  readonly size: number;
  /** The class of each image, where the dataset knows it before it yields the image: classes can be counted then. */
  readonly labels?: ArrayLike<number>;
  /** Whether `part` of the options is read; whoever asks a dataset that does not say so for a part gets whole batches. */
  readonly givesParts?: boolean;
  batches(options: BatchOptions): AsyncIterable<Batch>;
}

/** A part of each batch, as one of several processes that train together has it. */
export interface BatchPart {
  /** The number of the part, from 0 to `count - 1`. */
  readonly index: number;
  readonly count: number;
}

export interface BatchOptions {
  readonly batchSize: number;
  /** Counts from 0; shuffling and augmentation depend on it and on the dataset's seed. */
  readonly epoch: number;
  /** How many batches of this epoch to leave out, for a run that resumes inside it. */
  readonly skip?: number;
  /** The images of each batch to yield, whose number differs by one at most between parts; all of them by default. `batchSize` is that of all parts together. */
  readonly part?: BatchPart;
}

/** The position of a run. With the weights, their average and the optimiser's state it is all that a resumed run needs to go on as if never stopped. */
export interface TrainingState {
  /** Optimiser steps so far. */
  readonly step: number;
  /** Epochs that are complete. */
  readonly epoch: number;
  /** Batches of the current epoch that are used up. */
  readonly batch: number;
  /** Sums over the current epoch. */
  readonly lossSum: number;
  readonly correct: number;
  readonly images: number;
  readonly seconds: number;
  /** The test accuracy of the best epoch so far, 0 to 1: that of the average of the weights, where the run monitors it. */
  readonly bestAccuracy: number;
  /** The memory of the figure that the run monitors; absent before the end of the first epoch. */
  readonly monitored?: MonitoredState | undefined;
  /** Batches that the running averages of batch norms have seen; absent where the averages did not begin with the run. */
  readonly averagedBatches?: number | undefined;
  /** The scale of the loss for the next step; absent where the run has none. */
  readonly lossScaling?: LossScaling | undefined;
}

/** The scale of the loss in mixed precision, and what it has seen. */
export interface LossScaling {
  readonly scale: number;
  /** Steps with finite gradients since the scale has changed. */
  readonly goodSteps: number;
  /** Steps of the run that were skipped, since their gradients were not finite. */
  readonly skippedSteps: number;
}

/** The best value of a figure so far, and for how many epochs none has been better, as each reader counts it. */
export interface MonitoredState {
  /** The value of the best checkpoint. A field is absent where there is no value yet, here and below. */
  readonly best?: number | undefined;
  readonly earlyStopping?: WaitingState | undefined;
  readonly plateau?: PlateauState | undefined;
}

export interface WaitingState {
  readonly best?: number | undefined;
  readonly waited: number;
}

export interface PlateauState extends WaitingState {
  /** Epochs that do not count yet. */
  readonly cooldown: number;
  /** Times that the learning rate was lowered. */
  readonly reductions: number;
}

/** A moment at which a run can be left and taken up again. */
export interface Checkpoint {
  readonly state: TrainingState;
  /**
   * The optimiser's state: for each kind of state (the velocities of SGD, both moments of AdamW) one tensor for each of the
   * model's trainable weights, in their order.
   */
  readonly velocities: readonly Tensor[];
  /** The average of each weight (EMA), layer by layer, trainable or not; absent where the run has none. */
  readonly ema?: readonly Tensor[];
  /** Whether the epoch that just ended is the best so far, by the figure that the run monitors. */
  readonly best: boolean;
}

/** One line of a run's log. */
export type TrainingRecord = StepRecord | EpochRecord;

export interface StepRecord {
  readonly kind: 'step';
  /** Optimiser steps so far, from 1. */
  readonly step: number;
  /** Epochs so far, with a fraction. */
  readonly epoch: number;
  readonly loss: number;
  /** Top-1 of the batch, 0 to 1. */
  readonly accuracy: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  /** Share of the time since the last record that was spent waiting for data, 0 to 1. */
  readonly dataWait: number;
  /** The scale of the loss for the next step, in mixed precision. */
  readonly lossScale?: number;
  /** Steps so far that were skipped, in mixed precision. */
  readonly skippedSteps?: number;
  /** The time at which it was written into a log, in seconds since 1970. */
  readonly time?: number;
}

export interface EpochRecord {
  readonly kind: 'epoch';
  readonly step: number;
  /** Epochs so far, from 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** The figures of the average of the weights, where the run has one. */
  readonly testLossEma?: number;
  readonly testAccuracyEma?: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  readonly seconds: number;
  /** The time at which it was written into a log, in seconds since 1970. */
  readonly time?: number;
}

/** A step of a search for a learning rate. */
export interface RatePoint {
  readonly learningRate: number;
  /** Mean over the batch, in nats, before the step. */
  readonly loss: number;
  /** A moving average of the losses so far. */
  readonly smoothedLoss: number;
}
