import { start } from 'sk-backend-node/node';
import { type BackendUnderTest, backendSuite, contractSuite } from 'sk-conformance';

const binding = process.env['SK_BINDING'];

const under: BackendUnderTest = {
  backendName: 'tensorflow',
  start: () => start(binding === undefined ? {} : { binding }),
  provides: [
    'SkGroupedConv2D',
    'SkGroupedConv2DBackpropInput',
    'SkGroupedConv2DBackpropFilter',
    'SkFusedGroupedConv2D',
    'SkBatchNormTraining',
    'SkBatchNormTrainingBackprop',
    'SkBatchNormAddRelu',
    'SkBatchNormAddReluBackprop',
    'SkAttend',
    'SkAttendBackprop',
    'SkBranchSoftmax',
    'SkBranchSoftmaxBackprop',
    'SkFuse',
    'SkSelect',
    'SkSelectBackpropBranch',
    'SkSelectBackpropAttention',
    'SkSelectFuseBackprop',
    'Conv2DBackpropFilter',
    'FusedBatchNorm',
    'MaxPool',
    'MaxPoolGrad',
    'Reshape',
    'Step',
  ],
  gridStep: Number(process.env['SK_GRID_STEP'] ?? 1),
};

backendSuite(under);
contractSuite(under);
