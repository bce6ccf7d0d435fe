/** Files of models, weights, figures and logs, as far as they can be read and written without Node. */

export { DataError } from './dataError.js';
export type { FileLimits } from './fileLimits.js';
export { eventFile, eventFileName } from './formats/events/eventFile.js';
export type { HistogramEvent, ImageEvent, ScalarEvent, SummaryEvent } from './formats/events/summaryEvent.js';
export { trainingEvents } from './formats/events/trainingEvents.js';
export { fromKerasConfig } from './formats/keras/fromKerasConfig.js';
export type { PreprocessingFile } from './formats/metadata/preprocessingFile.js';
export { type TimmConfig, type TimmMetadataOptions, timmMetadata } from './formats/metadata/timmConfig.js';
export type { FloatDtype } from './formats/safetensors/floatCodecs.js';
export { readSafetensors, type SafetensorsSource } from './formats/safetensors/readSafetensors.js';
export { csvLine, csvText } from './formats/text/csv.js';
export { jsonText } from './formats/text/json.js';
export { type ModelFilesOptions, modelFromFiles } from './formats/tfjs/modelFromFiles.js';
export { modelToFiles } from './formats/tfjs/modelToFiles.js';
export { ModelFileError } from './modelFileError.js';
export { type AssignOptions, assignWeights } from './naming/assignWeights.js';
export { caffeNames } from './naming/caffeNames.js';
export { type FittingModel, fittingModels } from './naming/fittingModels.js';
export { type LoadWeightsOptions, loadWeights } from './naming/loadWeights.js';
export type { NamingName } from './naming/namings.js';
export { type NearestModel, nearestModel } from './naming/nearestModel.js';
export { timmNames } from './naming/timmNames.js';
export type { ViewOptions } from './naming/weightViews.js';
export { visible } from './visible.js';
export { firstNonFiniteWeight } from './weights/finiteWeights.js';
export type { WeightBinding, WeightLayout } from './weights/weightBinding.js';
export type { TensorInfo, WeightSource } from './weights/weightSource.js';
