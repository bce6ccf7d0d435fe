/** Training of Selective Kernel networks: what runs wherever TensorFlow.js runs. `sk-train/node` adds files. */

export { DataError } from 'sk-io';
export { ArrayDataset, type ArrayDatasetOptions } from './data/arrayDataset.js';
export type { AutoAugment } from './data/augment/autoAugment.js';
export type { ColorJitter } from './data/augment/colorJitter.js';
export type { CropRanges } from './data/augment/cropBox.js';
export type { Erasing } from './data/augment/erasing.js';
export type { PixelAugmentation, Rotation } from './data/augment/pixelAugmentation.js';
export type { ImageShape, Placement } from './data/augment/placement.js';
export { batchOrder, type Sampling } from './data/batchOrder.js';
export {
  type DetailedEvaluation,
  type EvaluateOptions,
  type Evaluation,
  Evaluator,
  type EvaluatorOptions,
  evaluate,
} from './fit/evaluate.js';
export type { EvaluationDetails } from './fit/evaluationDetails.js';
export { fit } from './fit/fit.js';
export type { FitOptions, FitResult, SkippedStep, StepEvent } from './fit/fitOptions.js';
export { TrainingMemoryError } from './fit/memoryEstimate.js';
export { NonFiniteLossError } from './fit/nonFiniteLossError.js';
export type { CalibrationBin } from './metrics/calibration.js';
export type { AverageMetrics, ClassMetrics } from './metrics/classMetrics.js';
export { type Spread, spreadOf } from './metrics/meanInterval.js';
export { Momentum, type MomentumSettings } from './optim/momentum.js';
export type { Optimizer } from './optim/optimizer.js';
export type { AveragedWeights } from './optim/weightAverage.js';
export { type Purpose, RandomStream } from './random/randomStream.js';
export type { RankFacts } from './ranks/compareRanks.js';
export { RankError } from './ranks/rankError.js';
export { type ThreadPlace, ThreadRanks, threadMemory } from './ranks/threadRanks.js';
export type { Augmentation } from './recipe/augmentation.js';
export type { ClassWeights } from './recipe/classWeights.js';
export type { Distillation } from './recipe/distillation.js';
export type { EmaSettings, LossScale, OptimizerSettings } from './recipe/optimizer.js';
export type {
  Origin,
  Precision,
  Recipe,
  RecipeInput,
  TrainInterpolation,
} from './recipe/recipe.js';
export { RecipeError } from './recipe/recipeError.js';
export { recipes } from './recipe/recipes.js';
export type { Schedule } from './recipe/schedule.js';
export { learningRateAt, type ScheduleSettings } from './recipe/schedules.js';
export { findLearningRate } from './search/findLearningRate.js';
export type { RateSearch, RateSearchEnd, RateSearchOptions } from './search/rateSearchOptions.js';
export { CaptureError } from './step/deviceStep.js';
export type { Scores } from './step/loss/loss.js';
export type { StepResult } from './step/stepper.js';
export { TrainStep, type TrainStepOptions, type TrainStepSettings } from './step/trainStep.js';
export type { TestTimeAugmentation } from './views/testTimeViews.js';
