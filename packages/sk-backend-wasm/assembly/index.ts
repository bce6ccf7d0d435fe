/** What the module exports. src/kernelModule.ts types the ones that are called from outside. */
export { batchNorm, batchNormGradient, fillScale, gradientRows, gradientSums, normalise } from './batchNorm';
export { addScaledRows, fuse, fuseGradient, scaleRows, select, select2, selectAttentionGradient, selectBranchGradient } from './branches';
export { branchSoftmax, branchSoftmaxGradient } from './branchSoftmax';
export { channelShuffle } from './channelShuffle';
export { clear } from './clear';
export { columnMoments, columnProducts, columnProducts2, columnSums, columnSums2, storeSums } from './columns';
export { convolve } from './convolve';
export { convolveDepthwise, depthwise4, depthwiseFilterGradient, depthwiseTapGradient } from './depthwise';
export { filterGradientNarrow, filterGradientWide, outer4x4, outer4x8, outer4x8At, outer12x4, unpackNarrow, unpackWide } from './filterGradient';
export { momentumStep } from './momentum';
export { packFilter } from './pack';
export { panel4, panel8 } from './panels';
export { avgPoolGradient, avgPoolPixel, maxPoolGradient, maxPoolPixel } from './pool';
export { reduce, rowSum } from './reduce';
export { addResidual } from './residual';
export { convolveRows, packPlanes, packRowFilter, rowPanel } from './rows';
export { transpose } from './transpose';
