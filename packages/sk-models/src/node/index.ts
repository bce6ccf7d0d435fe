/** Model folders and image files, for Node. */

export { imageToInput } from '../imageToInput.js';
export { ModelFileError } from '../modelFileError.js';
export type { RgbImage } from '../resample.js';
export { classify } from './classify.js';
export {
  createModel,
  type PretrainedModelOptions,
  type PretrainedOptions,
} from './createModel.js';
export { ImageError } from './imageError.js';
export { type LoadKerasOptions, loadKeras } from './keras/loadKeras.js';
export { type LoadOptions, loadModel } from './loadModel.js';
export { newestCheckpoint } from './newestCheckpoint.js';
export type { DownloadProgress } from './pretrained/downloadFile.js';
export { type FetchOptions, fetchWeights } from './pretrained/fetchWeights.js';
export { type ReadImageOptions, readImage } from './readImage.js';
export { requireSharp } from './requireSharp.js';
export { saveModel } from './saveModel.js';
export { saveOnnx } from './saveOnnx.js';
export { openWeights } from './weights/openWeights.js';
export { type SaveWeightsOptions, saveWeights } from './weights/saveWeights.js';
export {
  type SafetensorsOptions,
  type TensorToWrite,
  writeSafetensors,
} from './weights/writeSafetensors.js';
