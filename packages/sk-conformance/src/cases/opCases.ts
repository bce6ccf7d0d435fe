/** All cases beside the grid. */
import {
  attendBackpropCases,
  attendCases,
  selectFuseBackpropCases,
  selectiveKernelCases,
  selectiveKernelGradientCases,
} from './attentionCases.js';
import {
  batchNormAddReluBackpropCases,
  batchNormAddReluCases,
  batchNormAddReluGradientCases,
  batchNormBackpropCases,
  batchNormCases,
  batchNormGradientCases,
} from './batchNormCases.js';
import {
  branchSoftmaxBackpropCases,
  branchSoftmaxCases,
  fuseBackpropCases,
  fuseCases,
  selectBackpropAttentionCases,
  selectBackpropBranchCases,
  selectCases,
} from './branchCases.js';
import { convBackpropAddCases, convBackpropCases, convCases, fusedConvCases } from './convCases.js';
import { crossEntropyBackpropCases, crossEntropyCases } from './crossEntropyCases.js';
import { dropoutCases } from './dropoutCases.js';
import type { OpCase } from './opCase.js';
import { shuffleCases } from './shuffleCases.js';

/** Number of cases, written down so that none gets lost. */
export const opCaseCount = 885;

export const opCases: readonly OpCase[] = [
  ...convCases,
  ...convBackpropCases,
  ...convBackpropAddCases,
  ...fusedConvCases,
  ...batchNormCases,
  ...batchNormBackpropCases,
  ...batchNormGradientCases,
  ...batchNormAddReluCases,
  ...batchNormAddReluBackpropCases,
  ...batchNormAddReluGradientCases,
  ...fuseCases,
  ...fuseBackpropCases,
  ...branchSoftmaxCases,
  ...branchSoftmaxBackpropCases,
  ...selectCases,
  ...selectBackpropBranchCases,
  ...selectBackpropAttentionCases,
  ...attendCases,
  ...attendBackpropCases,
  ...selectFuseBackpropCases,
  ...selectiveKernelCases,
  ...selectiveKernelGradientCases,
  ...shuffleCases,
  ...crossEntropyCases,
  ...crossEntropyBackpropCases,
  ...dropoutCases,
];
