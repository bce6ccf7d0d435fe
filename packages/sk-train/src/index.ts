/** Training of Selective Kernel networks: what runs wherever TensorFlow.js runs. `sk-train/node` adds files. */

export { ArrayDataset, type ArrayDatasetOptions, normalisingTables } from './arrayDataset.js';
export {
  type CropBox,
  type CropRanges,
  type ImageShape,
  type Placement,
  placeImage,
  randomCropBox,
  randomPlacement,
} from './augment.js';
export { batchOrder } from './batchOrder.js';
export { DataError } from './dataError.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.js';
export { type Checkpoint, type FitOptions, type FitResult, fit, type StepEvent } from './fit.js';
export { type LogitsModel, logitsModel } from './logitsModel.js';
export { type Scores, scoreLogits, softmaxCrossEntropy } from './loss.js';
export { checkTrainingMemory, TrainingMemoryError } from './memoryEstimate.js';
export { decays, Momentum, type MomentumSettings } from './momentum.js';
export { NonFiniteLossError } from './nonFiniteLossError.js';
export { type Purpose, permutation, philox, RandomStream } from './random.js';
export {
  type Augmentation,
  changedFields,
  parseRecipe,
  type Recipe,
  RecipeError,
  type RecipeInput,
} from './recipe.js';
export { recipes } from './recipes.js';
export { learningRateAt, type Schedule, type ScheduleSettings } from './schedules.js';
export { freshState, type TrainingState } from './trainingState.js';
export { type StepResult, splitBatch, TrainStep, type TrainStepSettings } from './trainStep.js';
