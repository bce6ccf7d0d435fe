/** Figures and reports of files in Node. The command is made of these. */

export { DataError, exitCodes } from './exitCodes.js';
export { drawSample, findImages, type ImageFile } from './findImages.js';
export { type MeasuredFolder, type MeasureFolderOptions, measureFolder } from './measureFolder.js';
export { type OpenedModel, openModel } from './openModel.js';
export { runReport } from './runReport.js';
export { attentionFigures, writeAttention } from './writeAttention.js';
