/**
 * Parts of sk-train that its own tests use on the built package, beside the public entries. This is no API: `#internal` is a
 * name inside this package alone, and anything here may change in any version.
 */

export { type Resampling, rotate } from './data/augment/affine.js';
export { drawOperations, operationRanges } from './data/augment/autoAugment.js';
export { applyAdjustments, drawAdjustments } from './data/augment/colorJitter.js';
export { randomCropBox } from './data/augment/cropBox.js';
export { drawErasedBox, type Erasing, erase } from './data/augment/erasing.js';
export { adjustHue } from './data/augment/hue.js';
export { invert } from './data/augment/levels.js';
export { blended, drawMixing, mixBatch, pasted, pastedBox } from './data/augment/mixing.js';
export { applyOperation, type OperationName } from './data/augment/operation.js';
export { augmentPixels } from './data/augment/pixelAugmentation.js';
export { placeImage, randomPlacement } from './data/augment/placement.js';
export { balancedOrder } from './data/balancedOrder.js';
export { checkTrainingMemory } from './fit/memoryEstimate.js';
export { isStoppedEarly, monitorEpoch } from './fit/monitor.js';
export { binaryFormatOf } from './node/data/binary/binaryFiles.js';
export { DecodePoolError } from './node/data/decodePool.js';
export { listClassFolders } from './node/data/imageFolder.js';
export { findSplitFolders } from './node/data/splits/splitFolders.js';
export { findShards } from './node/data/streams/findShards.js';
export { ShardImages } from './node/data/streams/shardImages.js';
export { decays } from './optim/weightParts.js';
export { symmetricBeta } from './random/beta.js';
export { permutation } from './random/randomStream.js';
export { weightsOfClasses } from './recipe/classWeights.js';
export { recipeForImages } from './recipe/imagesRecipe.js';
export { changedFields, parseRecipe } from './recipe/parseRecipe.js';
export { RateCurve } from './search/rateCurve.js';
export { partsOf } from './step/batchGradients.js';
export { divergence } from './step/distillation.js';
export { meanCrossEntropy, scoreLogits } from './step/loss/loss.js';
export { mixImages } from './step/loss/mixing.js';
export { lossDivisor, weightedLossSum } from './step/loss/weightedLoss.js';
