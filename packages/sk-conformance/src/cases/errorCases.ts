/** Bad arguments, each with the message of its ShapeError: the op, what it wants, what it got. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as core from 'sk-core';

export interface ErrorCase {
  readonly name: string;
  readonly call: () => unknown;
  readonly message: RegExp;
}

const t = (...shape: number[]): Tensor => tf.zeros(shape);
const plain: core.GroupedConv2dAttrs = { groups: 1, strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] };
const norm = { epsilon: 1e-3, relu: false };
const smoothing = { labelSmoothing: 0.1 };

const conv =
  (x: number[], filter: number[], attrs: Partial<core.GroupedConv2dAttrs> = {}) =>
  (): unknown =>
    core.groupedConv2d({ x: t(...x), filter: t(...filter) }, { ...plain, ...attrs });

const ofThreeChannels = () => ({
  ...{ gamma: t(3), beta: t(3), mean: t(3), variance: t(3) },
  ...{ dmean: t(3), dvariance: t(3) },
});

/** Number of cases, written down so that none gets lost. */
export const errorCaseCount = 46;

export const errorCases: readonly ErrorCase[] = [
  {
    name: 'a convolution whose groups do not fit the channels',
    call: conv([1, 4, 4, 3], [3, 3, 1, 4], { groups: 2 }),
    message: /groupedConv2d: x wants 2 channels.*1 x 2 groups.*got 3/,
  },
  {
    name: 'a convolution whose groups do not divide the filters',
    call: conv([1, 4, 4, 4], [3, 3, 2, 3], { groups: 2 }),
    message: /groupedConv2d: filter wants.*2 groups.*got 3/,
  },
  {
    name: 'an image without a batch',
    call: conv([4, 4, 3], [3, 3, 3, 4]),
    message: /groupedConv2d.*batch.*\[4,4,3\]/,
  },
  { name: 'a filter of rank 3', call: conv([1, 4, 4, 3], [3, 3, 3]), message: /groupedConv2d.*\[3,3,3\]/ },
  {
    name: 'a kernel that does not fit into the image',
    call: conv([1, 4, 4, 1], [3, 3, 1, 1], { dilations: [2, 2] }),
    message: /groupedConv2d.*3x3.*2.*4x4/,
  },
  {
    name: 'a kernel that fits one way only',
    call: conv([1, 9, 4, 1], [5, 5, 1, 1]),
    message: /groupedConv2d.*5x5.*9x4/,
  },
  {
    name: 'a stride of 0',
    call: conv([1, 4, 4, 1], [3, 3, 1, 1], { strides: [0, 1] }),
    message: /groupedConv2d.*strides.*0,1/,
  },
  {
    name: 'a dilation of 1.5',
    call: conv([1, 4, 4, 1], [3, 3, 1, 1], { dilations: [1, 1.5] }),
    message: /groupedConv2d.*dilations.*1,1\.5/,
  },
  {
    name: 'negative padding',
    call: conv([1, 4, 4, 1], [3, 3, 1, 1], { pads: [0, -1, 0, 0] }),
    message: /groupedConv2d.*pads.*0,-1,0,0/,
  },
  {
    name: '0 groups',
    call: conv([1, 4, 4, 1], [3, 3, 1, 1], { groups: 0 }),
    message: /groupedConv2d.*groups.*0/,
  },
  {
    name: 'a padding that is no padding',
    call: () => core.convAttrs({ pad: 'full' as 'same' }, [1, 4, 4, 1], [3, 3, 1, 1]),
    message: /groupedConv2d.*same.*full/,
  },
  {
    name: 'integers in a convolution',
    call: () => core.groupedConv2d({ x: tf.zeros([1, 4, 4, 1], 'int32'), filter: t(3, 3, 1, 1) }, plain),
    message: /groupedConv2[dD].*float32.*int32/,
  },
  {
    name: 'an output gradient of another size, for the input gradient',
    call: () =>
      core.groupedConv2dBackpropInput(
        { dy: t(1, 3, 3, 2), filter: t(3, 3, 1, 2) },
        { ...plain, shape: [1, 4, 4, 1] },
      ),
    message: /groupedConv2dBackpropInput.*\[1,2,2,2\].*\[1,3,3,2\]/,
  },
  {
    name: 'an output gradient of another size, for the filter gradient',
    call: () =>
      core.groupedConv2dBackpropFilter(
        { x: t(1, 4, 4, 1), dy: t(1, 2, 2, 3) },
        { ...plain, shape: [3, 3, 1, 2] },
      ),
    message: /groupedConv2dBackpropFilter.*\[1,2,2,2\].*\[1,2,2,3\]/,
  },
  {
    name: 'a bias for another number of filters',
    call: () =>
      core.fusedGroupedConv2d(
        { x: t(1, 4, 4, 1), filter: t(3, 3, 1, 2), bias: t(3), addends: [] },
        { ...plain, activation: 'relu' },
      ),
    message: /fusedGroupedConv2d.*bias.*\[2\].*\[3\]/,
  },
  {
    name: 'an addend of another size',
    call: () =>
      core.fusedGroupedConv2d(
        { x: t(1, 4, 4, 1), filter: t(3, 3, 1, 2), bias: t(2), addends: [t(1, 2, 2, 2), t(1, 1, 1, 2)] },
        { ...plain, activation: 'relu' },
      ),
    message: /fusedGroupedConv2d.*addends\[1\].*\[1,2,2,2\].*\[1,1,1,2\]/,
  },
  {
    name: 'a gamma for another number of channels',
    call: () => core.batchNormTraining({ x: t(2, 3), gamma: t(4), beta: t(3) }, norm),
    message: /batchNormTraining.*gamma.*\[3\].*\[4\]/,
  },
  {
    name: 'a beta for another number of channels',
    call: () => core.batchNormTraining({ x: t(2, 2, 2, 3), gamma: t(3), beta: t(1) }, norm),
    message: /batchNormTraining.*beta.*\[3\].*\[1\]/,
  },
  {
    name: 'a batch norm of one axis',
    call: () => core.batchNormTraining({ x: t(3), gamma: t(3), beta: t(3) }, norm),
    message: /batchNormTraining.*\[3\]/,
  },
  {
    name: 'a batch norm gradient of another shape',
    call: () => {
      const inputs = { ...ofThreeChannels(), x: t(2, 3), dy: t(3, 3) };
      return core.batchNormTrainingBackprop(inputs, norm);
    },
    message: /batchNormTrainingBackprop.*dy.*\[2,3\].*\[3,3\]/,
  },
  {
    name: 'an addend of another shape behind a batch norm',
    call: () =>
      core.batchNormAddRelu({ x: t(2, 3), gamma: t(3), beta: t(3), addend: t(3) }, { epsilon: 1e-3 }),
    message: /batchNormAddRelu.*addend.*\[2,3\].*\[3\]/,
  },
  {
    name: 'an output of another shape for the gradient of a residual end',
    call: () => {
      const inputs = { ...ofThreeChannels(), x: t(2, 3), y: t(3, 3), dy: t(2, 3) };
      return core.batchNormAddReluBackprop(inputs, { epsilon: 1e-3 });
    },
    message: /batchNormAddReluBackprop.*y.*\[2,3\].*\[3,3\]/,
  },
  { name: 'a fuse of no branch', call: () => core.fuse({ branches: [] }), message: /fuse.*one branch.*none/ },
  {
    name: 'branches of different shapes',
    call: () => core.fuse({ branches: [t(1, 2, 2, 3), t(1, 2, 2, 4)] }),
    message: /fuse.*\[1,2,2,3\].*\[1,2,2,4\]/,
  },
  {
    name: 'branches of rank 3',
    call: () => core.fuse({ branches: [t(2, 2, 3)] }),
    message: /fuse.*N, H, W, C.*\[2,2,3\]/,
  },
  {
    name: 'a fuse gradient of another number of channels',
    call: () => core.fuseBackprop({ dy: t(1, 4) }, { shape: [1, 2, 2, 3] }),
    message: /fuseBackprop.*\[1,3\].*\[1,4\]/,
  },
  {
    name: 'logits of rank 2',
    call: () => core.branchSoftmax({ logits: t(2, 6) }),
    message: /branchSoftmax.*branches.*\[2,6\]/,
  },
  {
    name: 'a softmax gradient of another shape',
    call: () => core.branchSoftmaxBackprop({ attention: t(1, 2, 3), dy: t(1, 3, 2) }),
    message: /branchSoftmaxBackprop.*\[1,2,3\].*\[1,3,2\]/,
  },
  {
    name: 'attention for more branches than there are',
    call: () => core.select({ branches: [t(1, 2, 2, 3)], attention: t(1, 2, 3) }),
    message: /select.*\[1,1,3\].*\[1,2,3\]/,
  },
  {
    name: 'attention for another batch',
    call: () => core.select({ branches: [t(2, 2, 2, 3)], attention: t(1, 1, 3) }),
    message: /select.*\[2,1,3\].*\[1,1,3\]/,
  },
  {
    name: 'a select of no branch',
    call: () => core.select({ branches: [], attention: t(1, 0, 3) }),
    message: /select.*one branch.*none/,
  },
  {
    name: 'a branch that is not there',
    call: () => core.selectBackpropBranch({ dy: t(1, 2, 2, 3), attention: t(1, 2, 3) }, { branch: 2 }),
    message: /selectBackpropBranch.*0 to 1.*2/,
  },
  {
    name: 'an attention gradient from another image size',
    call: () => core.selectBackpropAttention({ branches: [t(1, 2, 2, 3)], dy: t(1, 2, 3, 3) }),
    message: /selectBackpropAttention.*\[1,2,2,3\].*\[1,2,3,3\]/,
  },
  {
    name: 'a shuffle of 4 channels in 3 groups',
    call: () => core.channelShuffle({ x: t(1, 2, 2, 4) }, { groups: 3 }),
    message: /channelShuffle.*4 channels.*3/,
  },
  {
    name: 'a shuffle of rank 2',
    call: () => core.channelShuffle({ x: t(2, 4) }, { groups: 2 }),
    message: /channelShuffle.*N, H, W, C.*\[2,4\]/,
  },
  {
    name: 'a dropout of everything',
    call: () => core.dropout({ x: t(4), step: core.stepNumber(0) }, { rate: 1, seed: 0, part: 0, call: 0 }),
    message: /dropout.*rate.*below 1.*1/,
  },
  {
    name: 'a dropout whose step is one number',
    call: () => core.dropout({ x: t(4), step: t(1) }, { rate: 0.5, seed: 0, part: 0, call: 0 }),
    message: /dropout.*step.*\[2\].*\[1\]/,
  },
  {
    name: 'a dropout with a seed below 0',
    call: () =>
      core.dropout({ x: t(4), step: core.stepNumber(0) }, { rate: 0.5, seed: -1, part: 0, call: 0 }),
    message: /dropout.*seed.*2\^32 - 1.*-1/,
  },
  {
    name: 'a cross entropy of logits without a batch',
    call: () => core.softmaxCrossEntropy({ logits: t(3), labels: t(3) }, smoothing),
    message: /softmaxCrossEntropy.*logits.*batch, classes.*\[3\]/,
  },
  {
    name: 'a cross entropy of no class',
    call: () => core.softmaxCrossEntropy({ logits: t(2, 0), labels: t(2) }, smoothing),
    message: /softmaxCrossEntropy.*one class.*\[2,0\]/,
  },
  {
    name: 'labels for another batch',
    call: () => core.softmaxCrossEntropy({ logits: t(2, 3), labels: t(3) }, smoothing),
    message: /softmaxCrossEntropy.*labels.*\[2\].*\[3\]/,
  },
  {
    name: 'labels that are integers',
    call: () => core.softmaxCrossEntropy({ logits: t(2, 3), labels: tf.zeros([2], 'int32') }, smoothing),
    message: /softmaxCrossEntropy.*labels.*float32.*int32/,
  },
  {
    name: 'label smoothing above 1',
    call: () => core.softmaxCrossEntropy({ logits: t(2, 3), labels: t(2) }, { labelSmoothing: 1.5 }),
    message: /softmaxCrossEntropy.*labelSmoothing.*0 to 1.*1\.5/,
  },
  {
    name: 'label smoothing that is not a number',
    call: () => core.softmaxCrossEntropy({ logits: t(2, 3), labels: t(2) }, { labelSmoothing: Number.NaN }),
    message: /softmaxCrossEntropy.*labelSmoothing.*0 to 1.*NaN/,
  },
  {
    name: 'a cross entropy gradient for another batch',
    call: () => core.softmaxCrossEntropyBackprop({ logits: t(2, 3), labels: t(2), dy: t(2, 3) }, smoothing),
    message: /softmaxCrossEntropyBackprop.*dy.*\[2\].*\[2,3\]/,
  },
  {
    name: 'something that is no tensor',
    call: () => core.branchSoftmax({ logits: [1, 2, 3] as unknown as Tensor }),
    message: /branchSoftmax.*logits.*tensor/,
  },
];
