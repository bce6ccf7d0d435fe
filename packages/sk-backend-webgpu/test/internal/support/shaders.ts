/** One or more shaders of each kind, in the forms that their records give them. */

import {
  attendProductsShader,
  expandShader,
  squeezeBackpropShader,
  squeezeShader,
} from '../../../src/shaders/attend.js';
import {
  batchNormBackpropShader,
  batchNormEndSumsShader,
  batchNormFactorsShader,
  batchNormSumsShader,
  normaliseShader,
} from '../../../src/shaders/batchNorm.js';
import {
  fuseBackpropShader,
  fuseShader,
  selectAttentionShader,
  selectFuseShader,
  selectShader,
} from '../../../src/shaders/branches.js';
import { branchSoftmaxBackpropShader, branchSoftmaxShader } from '../../../src/shaders/branchSoftmax.js';
import { channelShuffleShader } from '../../../src/shaders/channelShuffle.js';
import { mergeMomentsShader, sliceMomentsShader } from '../../../src/shaders/columns/columnMoments.js';
import { crossEntropyBackpropShader, crossEntropyShader } from '../../../src/shaders/crossEntropy.js';
import { dropoutShader } from '../../../src/shaders/dropout.js';
import { floatImagesShader } from '../../../src/shaders/floatImages.js';
import { maxPoolBackpropShader, maxPoolPlacesShader } from '../../../src/shaders/maxPoolBackprop.js';
import { mergedBatchNormShader } from '../../../src/shaders/mergedBatchNorm.js';
import { finitePartsShader, finiteShader } from '../../../src/shaders/optim/areFinite.js';
import { assignPartsShader } from '../../../src/shaders/optim/assignParts.js';
import { gateShader } from '../../../src/shaders/optim/gate.js';
import { momentumShader } from '../../../src/shaders/optim/momentumStep.js';
import { moveAveragesShader } from '../../../src/shaders/optim/moveAverages.js';
import type { Tiling } from '../../../src/wgsl/columnGrid.js';
import { convolutionSamples } from './convolutionShaders.js';
import { type ShaderSample, sample } from './shaderSample.js';

const fours: Tiling = { vector: true };
const singles: Tiling = { vector: false };

export const shaderSamples: readonly ShaderSample[] = [
  ...convolutionSamples,
  sample(fuseShader, { branches: 2, ...fours }),
  sample(fuseShader, { branches: 1, ...singles }),
  sample(fuseBackpropShader, fours),
  sample(selectShader, { branches: 2, adds: false, ...fours }),
  sample(selectShader, { branches: 3, adds: true, ...singles }),
  sample(selectFuseShader, fours),
  sample(selectFuseShader, singles),
  sample(squeezeShader, {}),
  sample(expandShader, { branches: 2 }),
  sample(squeezeBackpropShader, {}),
  sample(attendProductsShader, {}),
  sample(selectAttentionShader, { branches: 2, ...fours }),
  sample(selectAttentionShader, { branches: 3, ...singles }),
  sample(branchSoftmaxShader, { vector: true }),
  sample(branchSoftmaxBackpropShader, { vector: false }),
  sample(sliceMomentsShader, fours),
  sample(sliceMomentsShader, singles),
  sample(mergeMomentsShader, fours),
  sample(mergeMomentsShader, singles),
  sample(normaliseShader, { relu: true, adds: false, ...fours }),
  sample(normaliseShader, { relu: true, adds: true, ...fours }),
  sample(normaliseShader, { relu: false, adds: false, ...singles }),
  sample(mergedBatchNormShader, { relu: true, adds: true, ...fours }),
  sample(mergedBatchNormShader, { relu: false, adds: false, ...singles }),
  sample(batchNormSumsShader, { relu: true, ...fours }),
  sample(batchNormSumsShader, { relu: false, ...singles }),
  sample(batchNormEndSumsShader, fours),
  sample(batchNormEndSumsShader, singles),
  sample(batchNormFactorsShader, fours),
  sample(batchNormBackpropShader, { relu: true, ...fours }),
  sample(batchNormBackpropShader, { relu: false, ...singles }),
  sample(channelShuffleShader, fours),
  sample(channelShuffleShader, singles),
  sample(crossEntropyShader, {}),
  sample(crossEntropyBackpropShader, {}),
  sample(dropoutShader, { vector: true }),
  sample(dropoutShader, { vector: false }),
  sample(momentumShader, { weights: 4, vector: true, nesterov: true, onDevice: false }),
  sample(momentumShader, { weights: 3, vector: true, nesterov: true, onDevice: true }),
  sample(gateShader, {}),
  sample(finitePartsShader, { tensors: 1 }),
  sample(finitePartsShader, { tensors: 7 }),
  sample(finiteShader, {}),
  sample(floatImagesShader, {}),
  sample(assignPartsShader, { parts: 1 }),
  sample(assignPartsShader, { parts: 7 }),
  sample(moveAveragesShader, { averages: 2, onDevice: false }),
  sample(moveAveragesShader, { averages: 2, onDevice: true }),
  sample(momentumShader, { weights: 1, vector: false, nesterov: false, onDevice: false }),
  sample(maxPoolPlacesShader, { vector: true }),
  sample(maxPoolPlacesShader, { vector: false }),
  sample(maxPoolBackpropShader, { vector: true }),
  sample(maxPoolBackpropShader, { vector: false }),
];
