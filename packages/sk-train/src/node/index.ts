/** Training on files in Node: data folders, checkpoints, logs. The command is made of these. */

export type { BinaryFile, BinaryFormat, BinaryImages, BinarySplit } from './data/binary/binaryFormat.js';
export type { Crop, DecodedImages, DecodeFailure, DecodeJob, PixelChanges } from './data/decodeImages.js';
export { DecodePool } from './data/decodePool.js';
export {
  type BinaryFolder,
  type DataFolder,
  findTestData,
  findTrainingData,
  type ImageFolder,
} from './data/findData.js';
export type { ImageFiles } from './data/imageFolder.js';
export {
  type OpenOptions,
  type OpenTrainingOptions,
  openTestData,
  openTrainingData,
} from './data/openData.js';
export type { PhotoDatasetOptions } from './data/photoDataset.js';
export type { ImagesInMemory, ReadImagesOptions } from './data/readImages.js';
export type { OnUnreadable } from './data/unreadableFiles.js';
export { defineSweep, type SweepRow, type SweepTable } from './sweep/sweepTable.js';
