/** How a case of each op is run, and what float64 says about it. */

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as core from 'sk-core';
import type { CaseAttrs, CaseOf, OpName } from '../cases/opCase.js';
import { type Array64, zeros64 } from '../numbers/array64.js';
import * as reference from '../reference/index.js';
import { type ConvSpec, centralDifferences } from '../reference/index.js';

type Arrays = readonly Array64[];

export interface Subject<Attrs> {
  /** Kernels that a case runs, forward and backward. */
  readonly kernels: readonly string[];
  readonly run: (inputs: readonly Tensor[], attrs: Attrs) => readonly Tensor[];
  readonly reference: (inputs: Arrays, attrs: Attrs) => Arrays;
  /** One for each input; by central differences of the reference where absent. */
  readonly gradient?: (inputs: Arrays, dys: Arrays, attrs: Attrs) => Arrays;
  /** Groups of inputs in which the op is linear, by index: there the adjoint test holds. */
  readonly linear?: (inputs: number) => readonly (readonly number[])[];
  /** One backward pass makes the gradients of several inputs: asked for one, it must free the others. */
  readonly sharedGradient?: true;
  /** Inputs that follow from the others, and are no variables. */
  readonly derived?: (inputs: Arrays) => Arrays;
  /** False where a gradient with respect to the inputs alone says nothing. */
  readonly differentiable?: false;
}

type Shape4D = readonly [number, number, number, number];

/** What sk-core makes of the padding; the reference works it out for itself. */
function normalised(
  x: readonly number[],
  filter: readonly number[],
  spec: ConvSpec,
): core.GroupedConv2dAttrs {
  const { groups, strides, dilations, padding } = spec;
  return core.convAttrs({ groups, strides, dilations, pad: padding }, x, filter);
}

const apart = (count: number): readonly (readonly number[])[] => Array.from({ length: count }, (_, i) => [i]);
const together = (count: number): readonly (readonly number[])[] => [
  Array.from({ length: count }, (_, i) => i),
];
const lastApart = (count: number): readonly (readonly number[])[] => [...together(count - 1), [count - 1]];

const convKernels = ['SkGroupedConv2D', 'SkGroupedConv2DBackpropInput', 'SkGroupedConv2DBackpropFilter'];
const normKernels = ['SkBatchNormTraining', 'SkBatchNormTrainingBackprop'];

export const subjects: { readonly [Name in OpName]: Subject<CaseAttrs[Name]> } = {
  groupedConv2d: {
    kernels: convKernels,
    run: ([x, filter], spec) => [core.groupedConv2d({ x, filter }, normalised(x.shape, filter.shape, spec))],
    reference: ([x, filter], spec) => [reference.groupedConv2d(x, filter, spec)],
    gradient: ([x, filter], [dy], spec) => [
      reference.groupedConv2dInput(dy, filter, x.shape, spec),
      reference.groupedConv2dFilter(x, dy, filter.shape, spec),
    ],
    linear: apart,
  },
  groupedConv2dBackpropInput: {
    kernels: convKernels,
    run: ([dy, filter], { shape, ...spec }) => [
      core.groupedConv2dBackpropInput(
        { dy, filter },
        { ...normalised(shape, filter.shape, spec), shape: shape as Shape4D },
      ),
    ],
    reference: ([dy, filter], { shape, ...spec }) => [reference.groupedConv2dInput(dy, filter, shape, spec)],
    gradient: ([dy, filter], [ddx], { shape: _, ...spec }) => [
      reference.groupedConv2d(ddx, filter, spec),
      reference.groupedConv2dFilter(ddx, dy, filter.shape, spec),
    ],
    linear: apart,
  },
  groupedConv2dBackpropFilter: {
    kernels: convKernels,
    run: ([x, dy], { shape, ...spec }) => [
      core.groupedConv2dBackpropFilter(
        { x, dy },
        { ...normalised(x.shape, shape, spec), shape: shape as Shape4D },
      ),
    ],
    reference: ([x, dy], { shape, ...spec }) => [reference.groupedConv2dFilter(x, dy, shape, spec)],
    gradient: ([x, dy], [dfilter], { shape: _, ...spec }) => [
      reference.groupedConv2dInput(dy, dfilter, x.shape, spec),
      reference.groupedConv2d(x, dfilter, spec),
    ],
    linear: apart,
  },
  fusedGroupedConv2d: {
    kernels: ['SkFusedGroupedConv2D', ...convKernels.slice(1)],
    run: ([x, filter, bias, ...addends], { activation, ...spec }) => [
      core.fusedGroupedConv2d(
        { x, filter, bias, addends },
        { ...normalised(x.shape, filter.shape, spec), activation },
      ),
    ],
    reference: (inputs, spec) => [reference.fusedGroupedConv2d(inputs, spec)],
    gradient: (inputs, [dy], spec) => reference.fusedGroupedConv2dGradient(inputs, dy, spec),
    sharedGradient: true,
  },
  batchNormTraining: {
    kernels: normKernels,
    run: ([x, gamma, beta], spec) => {
      const { y, mean, variance } = core.batchNormTraining({ x, gamma, beta }, spec);
      return [y, mean, variance];
    },
    reference: ([x, gamma, beta], spec) => reference.batchNorm(x, gamma, beta, spec),
    gradient: ([x, gamma, beta], dys, spec) => reference.batchNormGradient(x, gamma, beta, dys, spec),
    sharedGradient: true,
  },
  batchNormTrainingBackprop: {
    kernels: normKernels.slice(1),
    run: ([x, gamma, beta, dy, dmean, dvariance, mean, variance], spec) => {
      const inputs = { x, gamma, beta, mean, variance, dy, dmean, dvariance };
      const { dx, dgamma, dbeta } = core.batchNormTrainingBackprop(inputs, spec);
      return [dx, dgamma, dbeta];
    },
    reference: ([x, gamma, beta, ...dys], spec) =>
      reference.batchNormGradient(x, gamma, beta, dys.slice(0, 3), spec),
    derived: ([x, gamma, beta]) => reference.batchNorm(x, gamma, beta, { epsilon: 1, relu: false }).slice(1),
    // x moves mean and variance with it, so only the gradient of the whole is one number: the next subject.
    differentiable: false,
  },
  batchNormTrainingGradient: {
    kernels: normKernels,
    run: ([x, gamma, beta, dy], spec) =>
      tf.grads((...inputs: Tensor[]) => {
        const out = core.batchNormTraining({ x: inputs[0], gamma: inputs[1], beta: inputs[2] }, spec);
        // All three outputs, so that the moments have gradients of their own.
        return tf.add(tf.sum(tf.mul(out.y, dy)), tf.add(tf.sum(out.mean), tf.sum(tf.square(out.variance))));
      })([x, gamma, beta]),
    reference: ([x, gamma, beta, dy], spec) => {
      const [, mean, variance] = reference.batchNorm(x, gamma, beta, spec);
      const dmean = { ...mean, values: mean.values.map(() => 1) };
      const dvariance = { ...variance, values: variance.values.map((v) => 2 * v) };
      return reference.batchNormGradient(x, gamma, beta, [dy, dmean, dvariance], spec);
    },
  },
  fuse: {
    kernels: ['SkFuse', 'SkFuseBackprop'],
    run: (branches) => [core.fuse({ branches })],
    reference: (branches) => [reference.fuse(branches)],
    gradient: (branches, [ds]) => branches.map(({ shape }) => reference.fuseGradient(ds, shape)),
    linear: together,
    sharedGradient: true,
  },
  fuseBackprop: {
    kernels: ['SkFuseBackprop'],
    run: ([dy], { shape }) => [core.fuseBackprop({ dy }, { shape: shape as Shape4D })],
    reference: ([dy], { shape }) => [reference.fuseGradient(dy, shape)],
    linear: apart,
  },
  branchSoftmax: {
    kernels: ['SkBranchSoftmax', 'SkBranchSoftmaxBackprop'],
    run: ([logits]) => [core.branchSoftmax({ logits })],
    reference: ([logits]) => [reference.branchSoftmax(logits)],
    gradient: ([logits], [dy]) => [reference.branchSoftmaxGradient(reference.branchSoftmax(logits), dy)],
  },
  branchSoftmaxBackprop: {
    kernels: ['SkBranchSoftmaxBackprop'],
    run: ([attention, dy]) => [core.branchSoftmaxBackprop({ attention, dy })],
    reference: ([attention, dy]) => [reference.branchSoftmaxGradient(attention, dy)],
  },
  select: {
    kernels: ['SkSelect', 'SkSelectBackpropBranch', 'SkSelectBackpropAttention'],
    run: (inputs) => [core.select({ branches: inputs.slice(0, -1), attention: inputs.at(-1) as Tensor4D })],
    reference: (inputs) => [reference.select(inputs.slice(0, -1), inputs.at(-1) as Array64)],
    gradient: (inputs, [dv]) => [
      ...inputs.slice(0, -1).map((_, m) => reference.selectBranchGradient(dv, inputs.at(-1) as Array64, m)),
      reference.selectAttentionGradient(inputs.slice(0, -1), dv),
    ],
    linear: lastApart,
    sharedGradient: true,
  },
  selectBackpropBranch: {
    kernels: ['SkSelectBackpropBranch'],
    run: ([dy, attention], attrs) => [core.selectBackpropBranch({ dy, attention }, attrs)],
    reference: ([dy, attention], { branch }) => [reference.selectBranchGradient(dy, attention, branch)],
    gradient: ([dy, attention], [ddu], { branch }) => [
      reference.selectBranchGradient(ddu, attention, branch),
      reference.selectRowGradient(ddu, dy, attention.shape, branch),
    ],
    linear: apart,
  },
  selectBackpropAttention: {
    kernels: ['SkSelectBackpropAttention', 'SkSelectBackpropBranch', 'SkSelect'],
    run: (inputs) => [
      core.selectBackpropAttention({ branches: inputs.slice(0, -1), dy: inputs.at(-1) as Tensor }),
    ],
    reference: (inputs) => [reference.selectAttentionGradient(inputs.slice(0, -1), inputs.at(-1) as Array64)],
    gradient: (inputs, [da]) => [
      ...inputs.slice(0, -1).map((_, m) => reference.selectBranchGradient(inputs.at(-1) as Array64, da, m)),
      reference.select(inputs.slice(0, -1), da),
    ],
    linear: lastApart,
    sharedGradient: true,
  },
  channelShuffle: {
    kernels: ['SkChannelShuffle'],
    run: ([x], attrs) => [core.channelShuffle({ x }, attrs)],
    reference: ([x], { groups }) => [reference.channelShuffle(x, groups)],
    gradient: (_, [dy], { groups }) => [reference.channelShuffleGradient(dy, groups)],
    linear: apart,
  },
  softmaxCrossEntropy: {
    kernels: ['SkSoftmaxCrossEntropy', 'SkSoftmaxCrossEntropyBackprop'],
    run: ([logits, labels], attrs) => [core.softmaxCrossEntropy({ logits, labels }, attrs)],
    reference: ([logits, labels], spec) => [reference.softmaxCrossEntropy(logits, labels, spec)],
    // Labels are whole numbers, and to move one by less has no meaning: the op promises zeros.
    gradient: ([logits, labels], [dy], spec) => [
      reference.softmaxCrossEntropyGradient(logits, labels, dy, spec),
      zeros64(labels.shape),
    ],
  },
  softmaxCrossEntropyBackprop: {
    kernels: ['SkSoftmaxCrossEntropyBackprop'],
    run: ([logits, labels, dy], attrs) => [core.softmaxCrossEntropyBackprop({ logits, labels, dy }, attrs)],
    reference: ([logits, labels, dy], spec) => [
      reference.softmaxCrossEntropyGradient(logits, labels, dy, spec),
    ],
    gradient: ([logits, labels, dy], dys, spec) => {
      const ofBoth = ([x, d]: Arrays): Arrays => [reference.softmaxCrossEntropyGradient(x, labels, d, spec)];
      const [dlogits, ddy] = centralDifferences(ofBoth, [logits, dy], dys);
      return [dlogits, zeros64(labels.shape), ddy];
    },
    linear: () => [[2]],
  },
};

/** A case with its attributes filled in. */
export interface BoundCase {
  readonly run: (inputs: readonly Tensor[]) => readonly Tensor[];
  readonly reference: (inputs: Arrays) => Arrays;
  readonly gradient: (inputs: Arrays, dys: Arrays) => Arrays;
  readonly linear: readonly (readonly number[])[];
  readonly derived: (inputs: Arrays) => Arrays;
  readonly differentiable: boolean;
  readonly sharedGradient: boolean;
}

export function bind<Name extends OpName>(c: CaseOf<Name>): BoundCase {
  const subject: Subject<CaseAttrs[Name]> = subjects[c.op];
  const { attrs } = c;
  const compute = (inputs: Arrays): Arrays => subject.reference(inputs, attrs);
  return {
    run: (inputs) => subject.run(inputs, attrs),
    reference: compute,
    gradient: (inputs, dys) =>
      subject.gradient?.(inputs, dys, attrs) ?? centralDifferences(compute, inputs, dys),
    linear: subject.linear?.(c.inputs.length) ?? [],
    derived: (inputs) => subject.derived?.(inputs) ?? [],
    differentiable: subject.differentiable ?? true,
    sharedGradient: (subject.sharedGradient ?? false) && c.inputs.length > 1,
  };
}

/** Every kernel of sk-core that the cases run. */
export const kernelNames: readonly string[] = [
  ...new Set(Object.values(subjects).flatMap(({ kernels }) => kernels)),
];
