/** SKNet, SENet and ResNeXt as TensorFlow.js layers models. */

export { type AttentionModel, attentionModel } from './attentionModel.js';
export { type CreateOptions, createModel } from './createModel.js';
export { describeModel, type ModelDescription } from './describeModel.js';
export { foldBatchNorm } from './folding/foldBatchNorm.js';
export { centralBox, imageToInput } from './imageToInput.js';
export { cifar10Labels, cifar100Labels } from './labels/cifar.js';
export { digitLabels } from './labels/digits.js';
export { imagenetLabels } from './labels/imagenet.js';
export { type LeastBytes, leastBytes } from './leastBytes.js';
export { listModels } from './listModels.js';
export { type ModelMetadata, modelMetadata, withMetadata } from './metadata.js';
export { ModelError } from './modelError.js';
export { normalisePixels } from './normalisePixels.js';
export { registry } from './registry.js';
export { type Box, type PixelImage, type RgbImage, resample } from './resample.js';
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
