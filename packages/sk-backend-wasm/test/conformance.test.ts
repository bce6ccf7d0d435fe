import { start } from 'sk-backend-wasm/node';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';

const under: BackendUnderTest = {
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
};

backendSuite(under);
contractSuite(under);
