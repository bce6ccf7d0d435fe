/** SKNet, SENet and ResNeXt as TensorFlow.js layers models. */

export { type AttentionModel, attentionModel } from './attentionModel.js';
export { type ClassifiableImage, classify } from './classify.js';
export { type Counting, comparePaper, type PrintedFigure, type Reading } from './comparePaper.js';
export { type CreateOptions, createModel } from './createModel.js';
export { describeModel, type ModelDescription } from './describeModel.js';
export { type Feature, featureNames, features } from './fineTuning/features.js';
export { freezeStages, unfreeze } from './fineTuning/freezeStages.js';
export { type ReplaceHeadOptions, replaceHead } from './fineTuning/replaceHead.js';
export { foldBatchNorm } from './folding/foldBatchNorm.js';
export { type GradCam, type GradCamOptions, gradCam, type UnitEvidence } from './gradCam/gradCam.js';
export { centralBox, imageToInput } from './imageToInput.js';
export { fromKerasConfig } from './keras/fromKerasConfig.js';
export { cifar10Labels, cifar100Labels } from './labels/cifar.js';
export { digitLabels } from './labels/digits.js';
export { imagenetLabels } from './labels/imagenet.js';
export { type LeastBytes, leastBytes } from './leastBytes.js';
export { listModels } from './listModels.js';
export { type ModelMetadata, modelMetadata, withMetadata } from './metadata.js';
export { ModelError } from './modelError.js';
export { ModelFileError } from './modelFileError.js';
export { type ModelFilesOptions, modelFromFiles } from './modelFiles/modelFromFiles.js';
export { modelToFiles } from './modelFiles/modelToFiles.js';
export { normalisePixels } from './normalisePixels.js';
export { registry } from './registry.js';
export { type Box, type PixelImage, type RgbImage, resample } from './resample.js';
export type { ConvDescription, ConvKind } from './surgery/convolution.js';
export type { ReplaceConvsOptions, SkReplacement, SurgeryStart } from './surgery/options.js';
export { replaceConvs, type Surgery } from './surgery/replaceConvs.js';
export type { SurgeryCosts } from './surgery/surgeryCosts.js';
export type { ReplacedConv, SurgeryReport } from './surgery/surgeryReport.js';
export { surgeryText } from './surgery/surgeryText.js';
export { type ClassScore, topClasses } from './topClasses.js';
export { trainingBytes } from './trainingBytes.js';
export type {
  AttentionTap,
  Batch,
  BatchOptions,
  BranchKernel,
  BuildOptions,
  Dataset,
  EpochRecord,
  Interpolation,
  ModelEntry,
  PaperFigures,
  Preprocessing,
  StepRecord,
  TrainingRecord,
} from './types.js';
export { type AssignOptions, assignWeights } from './weights/assignWeights.js';
export { caffeNames } from './weights/caffeNames.js';
export { type FittingModel, fittingModels } from './weights/fittingModels.js';
export type { FloatDtype } from './weights/floatCodecs.js';
export { type LoadWeightsOptions, loadWeights } from './weights/loadWeights.js';
export type { NamingName } from './weights/namings.js';
export { readSafetensors, type SafetensorsSource } from './weights/readSafetensors.js';
export { timmNames } from './weights/timmNames.js';
export type { WeightBinding, WeightLayout } from './weights/weightBinding.js';
export type { TensorInfo, WeightSource } from './weights/weightSource.js';
