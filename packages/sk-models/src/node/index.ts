/** Model folders and image files, for Node. */

export { imageToInput } from '../imageToInput.js';
export type { RgbImage } from '../resample.js';
export { ImageError } from './imageError.js';
export { type LoadOptions, loadModel } from './loadModel.js';
export { ModelFileError } from './modelFileError.js';
export { newestCheckpoint } from './newestCheckpoint.js';
export { type ReadImageOptions, readImage } from './readImage.js';
export { requireSharp } from './requireSharp.js';
export { saveModel } from './saveModel.js';
