/** Replacements of kernels of tfjs that are wrong or do not run. The README lists them. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { maxPoolGradKernel } from './maxPoolGrad.js';
import { addNKernel } from './stockAddN.js';
import { highRankKernels } from './stockHighRanks.js';
import { reductionKernels } from './stockReductions.js';

export const stockReplacements: readonly KernelConfig[] = [
  addNKernel,
  maxPoolGradKernel,
  ...highRankKernels,
  ...reductionKernels,
];
