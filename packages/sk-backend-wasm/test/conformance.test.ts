import { start } from 'sk-backend-wasm/node';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';

const under: BackendUnderTest = {
  backendName: 'wasm',
  start,
  // Twice the default: the unit with 4 channels between fuse and select normalises three nearly equal samples, which
  // magnifies the last bit of float32 to 8e-5, in PyTorch's numbers as in ours.
  tolerance: { rtol: 1e-4, atol: 1e-4 },
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
