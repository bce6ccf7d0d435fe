/** The networks of the paper and of those it compares with as TensorFlow.js layers models; changing and explaining models. */

export { type LeastBytes, leastBytes } from './costs/leastBytes.js';
export { trainingBytes } from './costs/trainingBytes.js';
export { type AttentionModel, attentionModel } from './explain/attention/attentionModel.js';
export { type GradCam, type GradCamOptions, gradCam, type UnitEvidence } from './explain/gradCam/gradCam.js';
export { byteBatch, bytesOf } from './input/byteBatch.js';
export { pixelBytes } from './input/channels.js';
export { centralBox, imageToInput } from './input/imageToInput.js';
export { normalisePixels } from './input/normalisePixels.js';
export {
  type PixelScale,
  type PixelScaleName,
  pixelScales,
  preprocessingOf,
} from './input/pixelScales.js';
export { type Box, type PixelImage, type RgbImage, resample } from './input/resample.js';
export { type ModelMetadata, modelMetadata, withMetadata } from './metadata.js';
export { ModelError } from './modelError.js';
export { CapturedModel, type CaptureModelOptions, captureModel } from './predict/captureModel.js';
export { type ClassifiableImage, classify } from './predict/classify.js';
export { type ClassScore, topClasses } from './predict/topClasses.js';
export { type CapturedTraining, captureTraining } from './training/captureTraining.js';
export { shownLosses } from './training/shownLosses.js';
export { type AddDropPathOptions, addDropPath } from './transform/dropPath/addDropPath.js';
export { type Feature, featureNames, features } from './transform/fineTune/features.js';
export { freezeStages, unfreeze } from './transform/fineTune/freezeStages.js';
export { type ReplaceHeadOptions, replaceHead } from './transform/fineTune/replaceHead.js';
export { resizeInput } from './transform/fineTune/resizeInput.js';
export { foldBatchNorm } from './transform/fold/foldBatchNorm.js';
export type { ConvDescription, ConvKind } from './transform/surgery/convolution.js';
export type { ReplaceConvsOptions, SkReplacement, SurgeryStart } from './transform/surgery/options.js';
export { replaceConvs, type Surgery } from './transform/surgery/replaceConvs.js';
export type { SurgeryCosts } from './transform/surgery/surgeryCosts.js';
export type { ReplacedConv, SurgeryReport } from './transform/surgery/surgeryReport.js';
export { surgeryText } from './transform/surgery/surgeryText.js';
export type {
  AttentionSite,
  Batch,
  BatchOptions,
  BatchPart,
  BranchKernel,
  BuildOptions,
  Checkpoint,
  Dataset,
  EpochRecord,
  Interpolation,
  LossScaling,
  Mixing,
  ModelEntry,
  MonitoredState,
  PaperFigures,
  PlateauState,
  Preprocessing,
  RatePoint,
  StepRecord,
  TrainingRecord,
  TrainingState,
  WaitingState,
} from './types.js';
export type { CreateOptions } from './zoo/family/createFrom.js';
export type { Family } from './zoo/family/family.js';
export { type Counting, comparePaper, type PrintedFigure, type Reading } from './zoo/paper/comparePaper.js';
export { withBlueprint } from './zoo/registry/blueprint.js';
export { createModel } from './zoo/registry/createModel.js';
export { describeModel, type ModelDescription } from './zoo/registry/describeModel.js';
export { listModels } from './zoo/registry/listModels.js';
export { findEntry, registry } from './zoo/registry/registry.js';
