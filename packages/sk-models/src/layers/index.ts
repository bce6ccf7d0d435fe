/** Layers for `tf.model` and `tf.sequential`. Importing this entry registers them for loading. */

export { hardActivations } from './hardActivations.js';
export { LayerConfigError } from './layerConfigError.js';
export type { LayerPart, Window } from './layerPart.js';
export type { RandomLayerArgs } from './randomLayer.js';
export { type ArithmeticOperation, SkArithmetic, type SkArithmeticArgs } from './skArithmetic.js';
export { SkAveragePool2D, type SkAveragePool2DArgs } from './skAveragePool2D.js';
export { SkBam, type SkBamArgs } from './skBam.js';
export { SkBatchNorm, type SkBatchNormArgs } from './skBatchNorm.js';
export {
  type BranchActivation,
  branchAttrs,
  paddingShift,
  type SkBranch,
  type SkBranchArgs,
} from './skBranch.js';
export { SkCbam, type SkCbamArgs } from './skCbam.js';
export { SkChannelShuffle, type SkChannelShuffleArgs } from './skChannelShuffle.js';
export { SkChannelSlice, type SkChannelSliceArgs } from './skChannelSlice.js';
export { SkConv2D, type SkConv2DArgs } from './skConv2D.js';
export { branchName } from './skConvParts.js';
export { SkDropout, type SkDropoutArgs } from './skDropout.js';
export { SkDropPath } from './skDropPath.js';
export { type FitSteps, type ImageFit, SkFit2D, type SkFit2DArgs } from './skFit2D.js';
export { SkFoldedConv2D, type SkFoldedConv2DArgs } from './skFoldedConv2D.js';
export { type FusedActivation, SkFusedConv2D, type SkFusedConv2DArgs } from './skFusedConv2D.js';
export { SkGroupedConv2D, type SkGroupedConv2DArgs } from './skGroupedConv2D.js';
export { SkGroupNorm, type SkGroupNormArgs } from './skGroupNorm.js';
export { type SettingNames, SkLayer, type SkLayerArgs, type WeightSpec } from './skLayer.js';
export { SkMaxPool2D, type SkMaxPool2DArgs } from './skMaxPool2D.js';
export { SkNormalization, type SkNormalizationArgs } from './skNormalization.js';
export type { SkPool2DArgs } from './skPool2D.js';
export { SkResize2D, type SkResize2DArgs } from './skResize2D.js';
export { SkSqueezeExcite, type SkSqueezeExciteArgs } from './skSqueezeExcite.js';
export type { WeightInit } from './weightInit.js';
