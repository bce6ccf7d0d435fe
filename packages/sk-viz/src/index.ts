export type { ArchitectureBlock, ArchitectureData } from './architecture/architectureData.js';
export { architectureCsv } from './architecture/architectureFiles.js';
export { architectureOf } from './architecture/architectureOf.js';
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
export { AttentionStatistics } from './attention/attentionStatistics.js';
export { channelsPerGroup, groupMeans } from './attention/channelGroups.js';
export type {
  AttentionBatch,
  CollectedBatch,
  CollectOptions,
  TappedModel,
} from './attention/collectAttention.js';
export { AttentionError, collectAttention } from './attention/collectAttention.js';
export { extremeBranches } from './attention/imageAttention.js';
export { measureAttention } from './attention/measureAttention.js';
export { bootstrapIntervals } from './classes/bootstrap.js';
export type { ClassAttention, ClassesData, ClassesUnit, Estimate } from './classes/classesData.js';
export { classDirection, classDirections, classFindings } from './classes/classFindings.js';
export { ClassStatistics } from './classes/classStatistics.js';
export { ConfusionCounts } from './confusion/confusionCounts.js';
export type { ConfusionData } from './confusion/confusionData.js';
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
export type { EvidenceMap, GradCamData, GradCamImage, GradCamUnit } from './gradCam/gradCamData.js';
export { gradCamCsv, gradCamJson } from './gradCam/gradCamFiles.js';
export { type GradCamSettings, measureGradCam } from './gradCam/measureGradCam.js';
export type { Enlargement } from './image/enlarge.js';
export { centralBox, enlarge, enlargedInput, paperScales } from './image/enlarge.js';
export { plainPreprocessing } from './image/plainPreprocessing.js';
export { encodePng, pngUrl } from './image/png.js';
export type { RasterImage } from './image/rasterImage.js';
export { checkRaster, RasterError } from './image/rasterImage.js';
export type { MeasureOptions, NamedImage } from './measure/measureImages.js';
export { measureImages } from './measure/measureImages.js';
export type { Measurement } from './measure/measurement.js';
export {
  attentionCsv,
  attentionJson,
  classesCsv,
  classesJson,
  confusionCsv,
  confusionJson,
} from './measure/measurementFiles.js';
export type { Fact, ReportData } from './report/reportData.js';
export { reportHtml } from './report/reportHtml.js';
export { reportFigures } from './report/reportSections.js';
export { parseTrainingLog, TrainingLogError } from './report/trainingLog.js';
export { attentionEvents } from './tensorboard/attentionEvents.js';
export { eventFile, eventFileName } from './tensorboard/eventFile.js';
export type {
  HistogramEvent,
  ImageEvent,
  ScalarEvent,
  SummaryEvent,
} from './tensorboard/summaryEvent.js';
export { trainingEvents } from './tensorboard/trainingEvents.js';
export { jsonText } from './text/json.js';
export { paperPoints } from './tradeoff/paperPoints.js';
export {
  ownRuns,
  type TradeoffData,
  type TradeoffDataset,
  type TradeoffPoint,
} from './tradeoff/tradeoffData.js';
export { tradeoffCsv } from './tradeoff/tradeoffFiles.js';
