export * from './attention/attentionData.js';
export type { Direction, Findings } from './attention/attentionFindings.js';
export {
  attentionFindings,
  changeText,
  directionOf,
  scaleName,
  signed,
  small,
} from './attention/attentionFindings.js';
export {
  AttentionStatistics,
  channelsPerGroup,
  extremeBranches,
  groupMeans,
} from './attention/attentionStatistics.js';
export type { AttentionBatch, CollectOptions, TappedModel } from './attention/collectAttention.js';
export { AttentionError, collectAttention } from './attention/collectAttention.js';
export type { MeasureOptions, NamedImage } from './attention/measureAttention.js';
export { measureAttention } from './attention/measureAttention.js';
export { accuracyByScale, wilsonInterval } from './figures/accuracyByScale.js';
export { attentionByChannel, representativeUnits, sampleByChannel } from './figures/attentionByChannel.js';
export {
  attentionByUnit,
  differenceTitle,
  kernelSizeByUnit,
  sampleByUnit,
} from './figures/attentionByUnit.js';
export type { Figure } from './figures/figure.js';
export type { RenderOptions } from './figures/renderSvg.js';
export { FigureError, renderSvg } from './figures/renderSvg.js';
export type { FigureTheme } from './figures/theme.js';
export {
  columnWidth,
  darkTheme,
  figureConfig,
  lightTheme,
  pageTheme,
  seriesColours,
  seriesShapes,
} from './figures/theme.js';
export type { Measure } from './figures/trainingCurves.js';
export { trainingCurves } from './figures/trainingCurves.js';
export type { Enlargement } from './image/enlarge.js';
export { centralBox, enlarge, enlargedInput, paperScales } from './image/enlarge.js';
export { encodePng, pngUrl } from './image/png.js';
export type { RasterImage } from './image/rasterImage.js';
export { checkRaster, RasterError } from './image/rasterImage.js';
export type { Fact, ReportData } from './report/reportData.js';
export { reportHtml } from './report/reportHtml.js';
export { parseTrainingLog, TrainingLogError } from './report/trainingLog.js';
