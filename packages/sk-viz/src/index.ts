export { accuracyByScale, wilsonInterval } from './figures/accuracyByScale.js';
export { architecture } from './figures/architecture.js';
export { attentionByBranch } from './figures/attentionByBranch.js';
export { attentionByChannel, sampleByChannel } from './figures/attentionByChannel.js';
export { attentionByClass } from './figures/attentionByClass.js';
export {
  attentionByUnit,
  differenceTitle,
  kernelSizeByUnit,
  sampleByUnit,
} from './figures/attentionByUnit.js';
export { confusionMatrix } from './figures/confusionMatrix.js';
export { curvesCsv } from './figures/curvesCsv.js';
export { attentionEvents } from './figures/events/attentionEvents.js';
export { trainingEvents } from './figures/events/trainingEvents.js';
export { evidenceByBranch } from './figures/evidenceByBranch.js';
export type { Figure } from './figures/figure.js';
export { figureCsv } from './figures/figureCsv.js';
export type { NamedFigure } from './figures/namedFigure.js';
export type { RenderOptions } from './figures/renderSvg.js';
export { FigureError, renderSvg } from './figures/renderSvg.js';
export { representativeUnits } from './figures/representativeUnits.js';
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
export { tradeoff } from './figures/tradeoff.js';
export type { Measure } from './figures/trainingCurves.js';
export { trainingCurves } from './figures/trainingCurves.js';
export type { TrainingRun } from './figures/trainingRun.js';
export type { Enlargement } from './image/enlarge.js';
export { enlarge, enlargedInput, paperScales } from './image/enlarge.js';
export { plainPreprocessing } from './image/plainPreprocessing.js';
export { encodePng, pngUrl } from './image/png.js';
export type { RasterImage } from './image/rasterImage.js';
export { checkRaster, RasterError } from './image/rasterImage.js';
export type { ArchitectureBlock, ArchitectureData } from './measure/architecture/architectureData.js';
export { architectureCsv } from './measure/architecture/architectureFiles.js';
export { architectureOf } from './measure/architecture/architectureOf.js';
export * from './measure/attention/attentionData.js';
export type { Direction, Findings } from './measure/attention/attentionFindings.js';
export {
  attentionFindings,
  changeText,
  directionOf,
  scaleName,
  signed,
  small,
} from './measure/attention/attentionFindings.js';
export { AttentionStatistics } from './measure/attention/attentionStatistics.js';
export { channelsPerGroup, groupMeans } from './measure/attention/channelGroups.js';
export type {
  AttentionBatch,
  CollectedBatch,
  CollectOptions,
  TappedModel,
} from './measure/attention/collectAttention.js';
export { AttentionError, collectAttention } from './measure/attention/collectAttention.js';
export { extremeBranches } from './measure/attention/imageAttention.js';
export { measureAttention } from './measure/attention/measureAttention.js';
export { bootstrapIntervals } from './measure/classes/bootstrap.js';
export type { ClassAttention, ClassesData, ClassesUnit, Estimate } from './measure/classes/classesData.js';
export { classDirection, classDirections, classFindings } from './measure/classes/classFindings.js';
export { ClassStatistics } from './measure/classes/classStatistics.js';
export { ConfusionCounts } from './measure/confusion/confusionCounts.js';
export type { ConfusionData } from './measure/confusion/confusionData.js';
export type { EvidenceMap, GradCamData, GradCamImage, GradCamUnit } from './measure/gradCam/gradCamData.js';
export { gradCamCsv, gradCamJson } from './measure/gradCam/gradCamFiles.js';
export { type GradCamSettings, measureGradCam } from './measure/gradCam/measureGradCam.js';
export type { MeasureOptions, NamedImage } from './measure/images/measureImages.js';
export { measureImages } from './measure/images/measureImages.js';
export type { Measurement } from './measure/images/measurement.js';
export {
  attentionCsv,
  attentionJson,
  classesCsv,
  classesJson,
  confusionCsv,
  confusionJson,
} from './measure/images/measurementFiles.js';
export { paperPoints } from './measure/tradeoff/paperPoints.js';
export {
  ownRuns,
  type TradeoffData,
  type TradeoffDataset,
  type TradeoffPoint,
} from './measure/tradeoff/tradeoffData.js';
export { tradeoffCsv } from './measure/tradeoff/tradeoffFiles.js';
export type { Fact, ReportData } from './report/reportData.js';
export { reportHtml } from './report/reportHtml.js';
export { reportFigures } from './report/reportSections.js';
export { parseTrainingLog, TrainingLogError } from './report/trainingLog.js';
