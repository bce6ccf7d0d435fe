/** Attention figures and reports of Selective Kernel Networks, in Node and in browsers. */

export { accuracyByScale } from './figures/accuracyByScale.js';
export { architecture } from './figures/architecture.js';
export { attentionByBranch } from './figures/attentionByBranch.js';
export { attentionByChannel } from './figures/attentionByChannel.js';
export { attentionByClass } from './figures/attentionByClass.js';
export { attentionByUnit, kernelSizeByUnit } from './figures/attentionByUnit.js';
export { confusionMatrix } from './figures/confusionMatrix.js';
export { evidenceByBranch } from './figures/evidenceByBranch.js';
export type { Figure } from './figures/figure.js';
export type { NamedFigure } from './figures/namedFigure.js';
export { type RenderOptions, renderSvg } from './figures/renderSvg.js';
export { representativeUnits } from './figures/representativeUnits.js';
export { learningRateSearch } from './figures/search/learningRateSearch.js';
export { darkTheme, type FigureTheme, pageTheme } from './figures/theme.js';
export { tradeoff } from './figures/tradeoff.js';
export { type CurveQuantity, trainingCurves } from './figures/trainingCurves.js';
export type { TrainingRun } from './figures/trainingRun.js';
export { type Enlargement, enlarge } from './image/enlarge.js';
export { plainPreprocessing } from './image/plainPreprocessing.js';
export type { RasterImage } from './image/rasterImage.js';
export type { ArchitectureBlock, ArchitectureData } from './measure/architecture/architectureData.js';
export { architectureOf } from './measure/architecture/architectureOf.js';
export type {
  AttentionData,
  Change,
  SampleAttention,
  ScaleAccuracy,
  ScaleStatistics,
  SkippedImage,
  Spread,
  UnitStatistics,
} from './measure/attention/attentionData.js';
export {
  attentionFindings,
  type Direction,
  directionOf,
  type Findings,
} from './measure/attention/attentionFindings.js';
export { AttentionStatistics } from './measure/attention/attentionStatistics.js';
export {
  type AttentionBatch,
  type CollectedBatch,
  type CollectOptions,
  collectAttention,
} from './measure/attention/collectAttention.js';
export type { ObservedModel } from './measure/attention/observedModel.js';
export { scaleName, signed, small } from './measure/attention/wording.js';
export type { ClassAttention, ClassesData, ClassesUnit, Estimate } from './measure/classes/classesData.js';
export { classDirections, classFindings } from './measure/classes/classFindings.js';
export type { ConfusionData } from './measure/confusion/confusionData.js';
export type { EvidenceMap, GradCamData, GradCamImage, GradCamUnit } from './measure/gradCam/gradCamData.js';
export { type GradCamSettings, measureGradCam } from './measure/gradCam/measureGradCam.js';
export { measureImages } from './measure/images/measureImages.js';
export type { Measurement } from './measure/images/measurement.js';
export { attentionCsv, classesCsv, confusionCsv } from './measure/images/measurementFiles.js';
export type { MeasureOptions, NamedImage } from './measure/images/measureOptions.js';
export { paperPoints } from './measure/tradeoff/paperPoints.js';
export type { TradeoffData, TradeoffDataset, TradeoffPoint } from './measure/tradeoff/tradeoffData.js';
export type { Fact, ReportData } from './report/content/reportData.js';
export { reportHtml } from './report/reportHtml.js';
export { reportFigures } from './report/reportSections.js';
