/** Training of Selective Kernel networks: what runs wherever TensorFlow.js runs. `sk-train/node` adds files. */

export { ArrayDataset, type ArrayDatasetOptions } from './data/arrayDataset.js';
export {
  type CropRanges,
  type ImageShape,
  type Placement,
  placeImage,
  randomCropBox,
  randomPlacement,
} from './data/augment.js';
export { batchOrder } from './data/batchOrder.js';
export { byteNormaliser, type NormaliseBytes } from './data/byteNormaliser.js';
export { DataError } from './data/dataError.js';
export { type Purpose, permutation, philox, RandomStream } from './data/random.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './fit/evaluate.js';
export { type Checkpoint, type FitOptions, type FitResult, fit, type StepEvent } from './fit/fit.js';
export { checkTrainingMemory, TrainingMemoryError } from './fit/memoryEstimate.js';
export { NonFiniteLossError } from './fit/nonFiniteLossError.js';
export { freshState, type TrainingState } from './fit/trainingState.js';
export {
  type Augmentation,
  changedFields,
  parseRecipe,
  type Recipe,
  RecipeError,
  type RecipeInput,
} from './recipe/recipe.js';
export { recipes } from './recipe/recipes.js';
export { learningRateAt, type Schedule, type ScheduleSettings } from './recipe/schedules.js';
export { type LogitsModel, logitsModel } from './step/logitsModel.js';
export { meanCrossEntropy, type Scores, scoreLogits } from './step/loss.js';
export { decays, Momentum, type MomentumSettings } from './step/momentum.js';
export { type StepResult, splitBatch, TrainStep, type TrainStepSettings } from './step/trainStep.js';
