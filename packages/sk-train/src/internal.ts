/**
 * Parts of sk-train that its own tests use on the built package, beside the public entries. This is no API: `#internal` is a
 * name inside this package alone, and anything here may change in any version.
 */

export { placeImage, randomCropBox, randomPlacement } from './data/augment.js';
export { permutation } from './data/random.js';
export { checkTrainingMemory } from './fit/memoryEstimate.js';
export { isStoppedEarly, monitorEpoch } from './fit/monitor.js';
export { isCifarBinary, readCifar } from './node/data/cifarBinary.js';
export { DecodePoolError } from './node/data/decodePool.js';
export { listClassFolders } from './node/data/imageFolder.js';
export { findSplitFolders } from './node/data/splitFolders.js';
export { decays } from './optim/weightParts.js';
export { recipeForImages } from './recipe/imagesRecipe.js';
export { changedFields, parseRecipe } from './recipe/recipe.js';
export { partsOf } from './step/batchGradients.js';
export { meanCrossEntropy, scoreLogits } from './step/loss.js';
