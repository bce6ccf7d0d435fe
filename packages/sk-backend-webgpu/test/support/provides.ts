/** The ops of sk-core that this package has kernels for. */
export const provides: readonly string[] = [
  'SkGroupedConv2D',
  'SkGroupedConv2DBackpropInput',
  'SkGroupedConv2DBackpropFilter',
  'SkFusedGroupedConv2D',
  'SkBatchNormTraining',
  'SkBatchNormTrainingBackprop',
  'SkFuse',
  'SkFuseBackprop',
  'SkBranchSoftmax',
  'SkBranchSoftmaxBackprop',
  'SkSelect',
  'SkSelectBackpropBranch',
  'SkSelectBackpropAttention',
  'SkChannelShuffle',
  'SkSoftmaxCrossEntropy',
  'SkSoftmaxCrossEntropyBackprop',
];
