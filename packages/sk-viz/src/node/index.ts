/** Figures and reports of files in Node. The command is made of these. */

export { drawSample } from './drawSample.js';
export { type MeasuredFolder, type MeasureFolderOptions, measureFolder } from './measureFolder.js';
export { type OpenedModel, openModel } from './openModel.js';
export { readRuns } from './readRuns.js';
export { type RenderPngOptions, renderPng } from './renderPng.js';
export { type RunReportOptions, runReport } from './runReport.js';
export { type ThemeName, type WriteFiguresOptions, writeFigures } from './writeFigures.js';
export { writeMeasurement } from './writeMeasurement.js';
