import { start } from 'sk-backend-wasm/node';
import { backendSuite } from 'sk-conformance';

backendSuite({
  backendName: 'wasm',
  start,
  provides: [
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
  ],
});
