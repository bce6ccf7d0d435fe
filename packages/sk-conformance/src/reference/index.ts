export * from './batchNorm.js';
export * from './branches.js';
export * from './channelShuffle.js';
export * from './convSize.js';
export * from './differences.js';
export * from './fusedGroupedConv2d.js';
export * from './groupedConv2d.js';
export * from './softmaxCrossEntropy.js';
