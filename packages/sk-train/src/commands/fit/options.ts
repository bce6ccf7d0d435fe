/** The options of `sk-train fit`, and the fields of a recipe that they set. */
import type { BackendChoice } from 'sk-io/command';
import type { Monitored } from '../../recipe/monitored.js';
import type { OptimizerKind } from '../../recipe/optimizer.js';
import type { Precision, RecipeInput } from '../../recipe/recipe.js';
import type { Schedule } from '../../recipe/schedule.js';
import type { DataOptions } from '../parts/data/dataOptions.js';
import type { HoldOptions } from '../parts/heldData.js';
import { type AugmentationOptions, augmentationFields } from './augmentation/options.js';
import { type ClassOptions, classFields } from './classes/options.js';
import type { RankOptions } from './ranks/options.js';
import { type TeacherOptions, teacherFields } from './teacher/options.js';

/** The options that decide recipe, model and data. */
export interface RecipeOptions extends BackendChoice, AugmentationOptions, ClassOptions, TeacherOptions {
  readonly data?: string;
  readonly model?: string;
  readonly from?: string;
  readonly freeze?: readonly string[];
  readonly recipe?: string;
  readonly set?: readonly string[];
  readonly out?: string;
  readonly resume?: boolean;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly accumulate?: number;
  readonly lr?: number;
  readonly lrHead?: number;
  readonly warmup?: number;
  readonly optimizer?: OptimizerKind;
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly clipValue?: number;
  readonly ema?: number;
  readonly dropPath?: number;
  readonly precision?: Precision;
  readonly labelSmoothing?: number;
  readonly schedule?: Schedule['kind'];
  readonly monitor?: Monitored;
  readonly earlyStopping?: number;
  readonly imageSize?: number;
  readonly seed?: number;
  readonly printRecipe?: boolean;
}

export interface FitCommandOptions extends RecipeOptions, DataOptions, HoldOptions, RankOptions {
  readonly valSplit?: number;
  readonly maxSteps?: number;
  readonly maxTime?: number;
  readonly checkpointEvery: number;
  readonly keep: number;
  readonly logEvery: number;
  readonly capture: boolean;
  readonly checkCapture?: number;
  readonly json?: boolean;
}

/** Returns the fields of the recipe that were given as options. */
export function recipeFields(options: RecipeOptions): RecipeInput {
  const { model, imageSize, epochs, batchSize, accumulate, lr, lrHead, warmup, seed } = options;
  const { freeze, optimizer, weightDecay, clipNorm, clipValue, ema } = options;
  const { dropPath, precision, labelSmoothing, schedule, monitor, earlyStopping } = options;
  return {
    ...(model !== undefined && { model }),
    ...(freeze !== undefined && { freeze }),
    ...(imageSize !== undefined && { imageSize }),
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(accumulate !== undefined && { accumulate }),
    ...(lr !== undefined && { learningRate: lr }),
    ...(lrHead !== undefined && { lrHead }),
    ...(warmup !== undefined && { warmupEpochs: warmup }),
    ...(optimizer !== undefined && { optimizer: { kind: optimizer } }),
    ...(weightDecay !== undefined && { weightDecay }),
    ...(clipNorm !== undefined && { clipNorm, clipValue }),
    ...(clipValue !== undefined && { clipValue, clipNorm }),
    ...(ema !== undefined && { ema: { decay: ema } }),
    ...(dropPath !== undefined && { dropPath }),
    // A scale that a recipe has is of mixed precision.
    ...(precision !== undefined && { precision, ...(precision === 'float32' && { lossScale: undefined }) }),
    ...(labelSmoothing !== undefined && { labelSmoothing }),
    ...(schedule !== undefined && { schedule: { kind: schedule } }),
    ...(monitor !== undefined && { monitor }),
    ...(earlyStopping !== undefined && { earlyStopping: { patience: earlyStopping } }),
    ...classFields(options),
    ...teacherFields(options),
    ...augmentationFields(options),
    ...(seed !== undefined && { seed }),
  };
}
