/** The operators of Selective Kernel Networks for TensorFlow.js, and the contract that fast kernels plug into. */

export { callCaptured, inputTensors, readOutputs, runTidily } from './capture/callCaptured.js';
export { capture } from './capture/capture.js';
export {
  checkChoice,
  checkOptions,
  didYouMean,
  OptionError,
  type OptionNames,
  type Refusal,
} from './contract/checkOptions.js';
export { ContractError } from './contract/contractError.js';
export { elementAt } from './contract/elementAt.js';
export { type InstallOptions, installKernels } from './contract/installKernels.js';
export { nearestNames } from './contract/nearestNames.js';
export { defineOp } from './contract/op.js';
export { pluginOf, registerPlugin } from './contract/plugins.js';
export { type KernelOrigin, kernelOrigin, stockKernel } from './contract/provider.js';
export { ShapeError } from './contract/shapeError.js';
export {
  type BackendCandidate,
  BackendError,
  type StartedBackend,
  startBackend,
} from './contract/startBackend.js';
export {
  type Arguments,
  type BackendMemory,
  type BackendPlugin,
  type ByteTensors,
  type Capture,
  type CapturedFunction,
  type CaptureInput,
  type CaptureOutputs,
  contractVersion,
  type DeviceNumber,
  type Dispatch,
  type DispatchRecorder,
  type ImagesShape,
  type Inputs,
  type Kernel,
  type KernelSet,
  type Like,
  type MomentumStep,
  type MovingAverage,
  type NamedOutputs,
  type NoClash,
  type Op,
  type OpSpec,
  type Outputs,
  type Shaped,
  type ShapeRule,
  type Thunk,
  type Values,
} from './contract/types.js';
export type { KernelShapes } from './costs/kernelCosts.js';
export { type KernelCall, type KernelProfile, profileKernels } from './costs/kernelProfile.js';
export {
  addCosts,
  attentionCost,
  batchNormCost,
  type Cost,
  convCost,
  denseCost,
  exciteCost,
  movingCost,
  noCost,
  type SelectionShape,
  selectionCost,
  selectionWidth,
} from './costs/layerCosts.js';
export {
  type ByteImages,
  type ByteInput,
  byteBuffer,
  byteFloats,
  byteInputs,
  byteTable,
} from './images/byteImages.js';
export { floatImages } from './images/floatImages.js';
export {
  type AttendAttrs,
  type AttendBackpropInputs,
  type AttendBackpropOutputs,
  type AttendInputs,
  type AttendOutputs,
  type AttentionWeights,
  attend,
  attendBackprop,
} from './ops/attention/attend.js';
export {
  type SelectFuseBackpropInputs,
  type SelectFuseBackpropOutputs,
  selectFuseBackprop,
} from './ops/attention/selectFuseBackprop.js';
export {
  type SelectiveKernelInputs,
  type SelectiveKernelOutputs,
  selectiveKernel,
} from './ops/attention/selectiveKernel.js';
export {
  type BatchNormAddReluAttrs,
  type BatchNormAddReluBackpropInputs,
  type BatchNormAddReluBackpropOutputs,
  type BatchNormAddReluInputs,
  batchNormAddRelu,
  batchNormAddReluBackprop,
} from './ops/batchNorm/batchNormAddRelu.js';
export { batchNormOverRanks } from './ops/batchNorm/batchNormOverRanks.js';
export {
  type BatchNormAttrs,
  type BatchNormBackpropInputs,
  type BatchNormBackpropOutputs,
  type BatchNormInputs,
  type BatchNormOutputs,
  batchNormTraining,
  batchNormTrainingBackprop,
} from './ops/batchNorm/batchNormTraining.js';
export { branchSoftmax, branchSoftmaxBackprop } from './ops/branchSoftmax.js';
export { type ChannelShuffleAttrs, channelShuffle } from './ops/channelShuffle.js';
export { conv2d } from './ops/conv2d.js';
export { type ConvOptions, convAttrs, type Padding, type Pair } from './ops/convAttrs.js';
export { type ConvGeometry, convGeometry, type GroupedConv2dAttrs } from './ops/convGeometry.js';
export {
  type DropoutAttrs,
  type DropoutInputs,
  dropout,
  dropoutScale,
  dropoutThreshold,
} from './ops/dropout.js';
export { fuse, fuseBackprop } from './ops/fuse.js';
export {
  type FusedGroupedConv2dAttrs,
  type FusedGroupedConv2dInputs,
  fusedGroupedConv2d,
} from './ops/fusedGroupedConv2d.js';
export {
  type GroupedConv2dBackpropAttrs,
  groupedConv2d,
  groupedConv2dBackpropFilter,
  groupedConv2dBackpropInput,
  groupedConv2dBackpropInputAdd,
} from './ops/groupedConv2d.js';
export {
  type SelectBranchAttrs,
  select,
  selectBackpropAttention,
  selectBackpropBranch,
} from './ops/select.js';
export {
  type SoftmaxCrossEntropyAttrs,
  type SoftmaxCrossEntropyBackpropInputs,
  type SoftmaxCrossEntropyInputs,
  softmaxCrossEntropy,
  softmaxCrossEntropyBackprop,
} from './ops/softmaxCrossEntropy.js';
export { areFinite } from './optim/areFinite.js';
export { momentumStep, momentumStepComposite, type WeightStep, weightSteps } from './optim/momentumStep.js';
export { deferAverages, moveAverages } from './optim/moveAverages.js';
export { philox } from './random/philox.js';
export {
  currentRandomStep,
  type RandomStep,
  stepHalves,
  stepNumber,
  withRandomStep,
} from './random/randomStep.js';
export type { Ranks } from './ranks/ranks.js';
export { syncedRanks, withSyncedBatchNorms } from './ranks/syncedRanks.js';
export { releaseDuringBackward } from './tape/releaseDuringBackward.js';
