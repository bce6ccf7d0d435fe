import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { OptionNames, Ranks } from 'sk-core';
import type { Checkpoint, Dataset, EpochRecord, StepRecord, TrainingRecord, TrainingState } from 'sk-models';
import type { RankFacts } from '../ranks/compareRanks.js';
import type { RecipeInput } from '../recipe/recipe.js';
import type { FitCallback } from './callbacks.js';

/** After each step. */
export interface StepEvent {
  readonly record: StepRecord;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/** A step of mixed precision whose gradients were not finite, so that it has changed no weight. */
export interface SkippedStep {
  /** The number of the step, from 1. */
  readonly step: number;
  /** The scale of the loss from now on. */
  readonly scale: number;
  /** Steps of the run that were skipped, this one included. */
  readonly skippedSteps: number;
}

export interface FitOptions {
  readonly train: Dataset;
  /** Is looked at after each epoch. */
  readonly test?: Dataset;
  readonly recipe: RecipeInput;
  /** Where to begin; the caller has put the weights into the model. */
  readonly resume?: {
    readonly state: TrainingState;
    /** The optimiser's state, as a checkpoint has it. */
    readonly velocities: readonly Float32Array[];
    /** The average of the weights, as a checkpoint has it; wanted where the recipe has `ema`. */
    readonly ema?: readonly Float32Array[];
  };
  /** Stop after so many optimiser steps, counted from the start of the run. */
  readonly maxSteps?: number;
  /** Steps between records of kind 'step'; 10 by default. */
  readonly logEvery?: number;
  /** Steps between checkpoints inside an epoch; none by default, since each epoch ends with one. */
  readonly checkpointEvery?: number;
  /** End with the weights of the best epoch, which are held on the host until then; false. Not for a run that resumes. */
  readonly restoreBest?: boolean;
  /**
   * A trained model of the same classes: the loss is alpha parts the divergence from its answers, for the images that the model
   * sees, as `distillation` of the recipe says. It stays as it is, and it is the caller's.
   */
  readonly teacher?: LayersModel;
  /** Record a step and replay it, on backends whose plug-in can; true. */
  readonly capture?: boolean;
  /** Compare the bits of every so many replays with those of a step that is not recorded; never by default. */
  readonly checkCapture?: number;
  /** Stops after the steps that are under way, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Called once, where steps cannot be recorded, with the reason. */
  readonly onRefusal?: (reason: string) => void;
  /**
   * Objects with the methods of Keras's callbacks (onTrainBegin, onEpochEnd, ...), those of `tf.callbacks` among them. Logs
   * hold loss, acc, val_loss, val_acc, lr, and with an average of the weights val_loss_ema and val_acc_ema.
   * `model.stopTraining = true` ends the run after the steps that are under way. A resumed run begins them anew.
   */
  readonly callbacks?: readonly FitCallback[];
  /**
   * The ranks that train together. Each calls `fit` with the same model, recipe and whole datasets, and sees its part of each
   * batch; `batchSize` is that of all. What rank 0 has decides: its weights, and its `resume`. Give `onCheckpoint` and
   * `onRecord` on rank 0 alone.
   */
  readonly ranks?: Ranks;
  /** The option of `TrainStep`, the same on all ranks and in a run that is resumed. */
  readonly syncBatchNorm?: boolean;
  /** Seconds to wait for another rank; by default 10 times the longest step so far, and 60 at least. */
  readonly rankTimeout?: number;
  /** Other facts that have to be the same on all ranks, such as a digest of the data, by their names. */
  readonly rankFacts?: RankFacts;
  /** Is told once of each rank that the others wait for. */
  readonly onSlowRank?: (text: string) => void;
  /** Is told of each step that mixed precision has skipped. */
  readonly onSkippedStep?: (skipped: SkippedStep) => void;
  readonly onStep?: (event: StepEvent) => void;
  readonly onEvaluate?: (images: number) => void;
  readonly onRecord?: (record: TrainingRecord) => void | Promise<void>;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => Promise<void>;
}

export const fitOptionNames: OptionNames<FitOptions> = {
  train: true,
  test: true,
  recipe: true,
  resume: true,
  maxSteps: true,
  logEvery: true,
  checkpointEvery: true,
  restoreBest: true,
  teacher: true,
  capture: true,
  checkCapture: true,
  signal: true,
  callbacks: true,
  onRefusal: true,
  ranks: true,
  syncBatchNorm: true,
  rankTimeout: true,
  rankFacts: true,
  onSlowRank: true,
  onSkippedStep: true,
  onStep: true,
  onEvaluate: true,
  onRecord: true,
  onCheckpoint: true,
};

/** Everything but the recipe. */
export type RunOptions = Omit<FitOptions, 'recipe'>;

export interface FitResult {
  readonly state: TrainingState;
  /** Whether `signal` ended the run early. */
  readonly stopped: boolean;
  /** Whether the recipe's early stopping or a callback did. */
  readonly stoppedEarly: boolean;
  /** Steps of this call that were replays of a recorded one. */
  readonly replays: number;
  /** The last of this call, where an epoch was completed. */
  readonly lastEpoch?: EpochRecord;
}
