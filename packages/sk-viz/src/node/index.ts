/** Models, images and figures as files, in Node. */

export { type MeasuredFolder, type MeasureFolderOptions, measureFolder } from './measureFolder.js';
export { type OpenedModel, openModel } from './openModel.js';
export { type ThemeName, type WriteFiguresOptions, writeFigures } from './writeFigures.js';
export { writeMeasurement } from './writeMeasurement.js';
