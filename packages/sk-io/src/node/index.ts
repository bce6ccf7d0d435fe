/** Model folders, weights, images and the folders of runs, for Node. */

export { imageEndings } from '../formats/images/imageEndings.js';
export { checkReplaceable } from './files/modelFolder.js';
export { writeFileAtomically } from './files/writeFileAtomically.js';
export { writeFolder } from './files/writeFolder.js';
export type { FileContent } from './files/writeSynced.js';
export { classIndices, className } from './images/classIndices.js';
export { ImageError } from './images/imageError.js';
export { type ImageFile, type ImageList, listImages } from './images/listImages.js';
export { type ReadImageOptions, readImage } from './images/readImage.js';
export { type ImageSize, readImageSize } from './images/readImageSize.js';
export { type PixelTarget, readPixels, readTrainingPixels, type TrainingCrop } from './images/readPixels.js';
export { decodeOnOneThread, decoderVersion, requireSharp } from './images/requireSharp.js';
export { describeSkipped, firstNames, type SkippedFile, type SkipReason } from './images/skippedFile.js';
export { foldersIn } from './images/walkFolder.js';
export { isListName, readImageList } from './lists/readImageList.js';
export { timmConfigBeside } from './metadata/filesBeside.js';
export { readClassNames, readPreprocessing } from './metadata/readMetadataFiles.js';
export { checkModelName } from './models/checkModelName.js';
export { classify } from './models/classify.js';
export {
  createModel,
  type PretrainedModelOptions,
  type PretrainedOptions,
} from './models/createModel.js';
export { type LoadKerasOptions, loadKeras } from './models/loadKeras.js';
export { type LoadOptions, loadModel } from './models/loadModel.js';
export { saveModel } from './models/saveModel.js';
export { saveOnnx } from './models/saveOnnx.js';
export { defaultCacheFolder } from './pretrained/cachePath.js';
export type { DownloadProgress } from './pretrained/downloadFile.js';
export { type FetchOptions, fetchWeights } from './pretrained/fetchWeights.js';
export { trainedNetworks } from './pretrained/hub.js';
export { restoreWeights, type WriteOptions, writeCheckpoint } from './run/checkpoint.js';
export { CheckpointError } from './run/checkpointError.js';
export { type RunIdentity, readState, type SavedState } from './run/checkpointState.js';
export { readEma } from './run/ema.js';
export { isModelPath, type ModelPlace, modelPlace } from './run/modelPlace.js';
export { type OpenSavedModelOptions, openSavedModel, type SavedModel } from './run/openSavedModel.js';
export { TrainingLogError } from './run/parseTrainingLog.js';
export { isRun, readRecipeFile, writeRecipeFile } from './run/recipeFile.js';
export { RunError } from './run/runError.js';
export { type RunFile, type RunFiles, readRunFiles, type SplitName, writeRunFiles } from './run/runFiles.js';
export { lockRun } from './run/runLock.js';
export { goBackTo, latestValidCheckpoint, removeLeftovers } from './run/savedCheckpoints.js';
export { writeRunSummary } from './run/summary/runSummary.js';
export { epochTable, readLog, TrainingLog } from './run/trainingLog.js';
export { type RateTable, readRateTable, writeRateTable } from './search/rateTable.js';
export { isShardSource, listShards, type ShardPlace } from './shards/listShards.js';
export { type OpenedShard, type OpenShardOptions, openShard, type Shard } from './shards/shard.js';
export { classNamesFile, shardClassNames } from './shards/shardClassNames.js';
export { ShardFiles } from './shards/shardFiles.js';
export { type SampleToWrite, writeTarShard } from './shards/writeTarShard.js';
export { type OpenWeightsOptions, openWeights } from './weights/openWeights.js';
export { type SaveWeightsOptions, saveWeights } from './weights/saveWeights.js';
export { type SafetensorsOptions, type TensorToWrite, writeSafetensors } from './weights/writeSafetensors.js';
