/** Training on files in Node: data folders, checkpoints, logs. The command is made of these. */

export { type CifarImages, isCifarBinary, readCifar } from './data/cifarBinary.js';
export {
  type Crop,
  type DecodedImages,
  type DecodeFailure,
  type DecodeJob,
  decodeImages,
} from './data/decodeImages.js';
export { DecodePool, DecodePoolError, defaultWorkers } from './data/decodePool.js';
export { findSplits, type ImageFiles, type ImageSplits, listImages } from './data/imageFolder.js';
export {
  type DataFolder,
  findTestData,
  findTrainingData,
  type OpenOptions,
  openTestData,
  openTrainingData,
} from './data/openData.js';
export { PhotoDataset, type PhotoDatasetOptions } from './data/photoDataset.js';
export { type ImagesInMemory, type ReadImagesOptions, readImages } from './data/readImages.js';
export { type OnUnreadable, UnreadableFiles } from './data/unreadableFiles.js';
export { restoreWeights, type WriteOptions, writeCheckpoint } from './run/checkpoint.js';
export { CheckpointError } from './run/checkpointError.js';
export { damage } from './run/checkpointManifest.js';
export { RunError, readRecipe, recipeHash } from './run/runFolder.js';
export { bestCheckpoint, newestWhole } from './run/savedCheckpoints.js';
export { type RunIdentity, readState, type SavedState } from './run/savedState.js';
export { readLog, TrainingLog } from './run/trainingLog.js';
