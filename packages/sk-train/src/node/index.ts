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
export { readRecipe, recipeHash } from './runRecipe.js';
