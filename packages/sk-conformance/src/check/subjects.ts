/** The ops under test: how a case of each op is run, and its reference in float64. */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as core from 'sk-core';
import type { CaseInputs, CaseOf, OpName } from '../cases/opCase.js';
import { type Array64, zeros64 } from '../numbers/array64.js';
import { tuple } from '../numbers/tuple.js';
import * as reference from '../reference/index.js';
import { type ConvSpec, centralDifferences } from '../reference/index.js';
import { attentionSubjects } from './attentionSubjects.js';
import { type Arrays, type Outputs, partLast, type Subject } from './subject.js';

type Shape4D = readonly [number, number, number, number];

/** Returns the attributes that sk-core makes of a padding. The reference works the padding out for itself. */
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
const endKernels = ['SkBatchNormAddRelu', 'SkBatchNormAddReluBackprop'];
const normKernels = ['SkBatchNormTraining', 'SkBatchNormTrainingBackprop'];

export const subjects: { readonly [Name in OpName]: Subject<Name> } = {
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
  groupedConv2dBackpropInputAdd: {
    kernels: ['SkGroupedConv2DBackpropInputAdd', ...convKernels],
    run: ([dy, filter, addend], { shape, ...spec }) => [
      core.groupedConv2dBackpropInputAdd(
        { dy, filter, addend },
        { ...normalised(shape, filter.shape, spec), shape: shape as Shape4D },
      ),
    ],
    reference: ([dy, filter, addend], { shape, ...spec }) => [
      reference.sum(reference.groupedConv2dInput(dy, filter, shape, spec), addend),
    ],
    gradient: ([dy, filter], [ddx], { shape: _, ...spec }) => [
      reference.groupedConv2d(ddx, filter, spec),
      reference.groupedConv2dFilter(ddx, dy, filter.shape, spec),
      ddx,
    ],
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
    run: ([x, gamma, beta, dy, dmean, dvariance], spec, derived) => {
      const [mean, variance] = tuple(derived, 2);
      const inputs = { x, gamma, beta, mean, variance, dy, dmean, dvariance };
      const { dx, dgamma, dbeta } = core.batchNormTrainingBackprop(inputs, spec);
      return [dx, dgamma, dbeta];
    },
    reference: ([x, gamma, beta, ...dys], spec) => reference.batchNormGradient(x, gamma, beta, dys, spec),
    derived: ([x, gamma, beta]) => reference.batchNorm(x, gamma, beta, { epsilon: 1, relu: false }).slice(1),
    // x moves mean and variance with it, so only the gradient of the whole is one number: the next op.
    differentiable: false,
  },
  batchNormTrainingGradient: {
    kernels: normKernels,
    run: ([x, gamma, beta, dy], spec) =>
      tf.grads((...inputs: Tensor[]) => {
        const [image, scale, shift] = tuple(inputs, 3);
        const out = core.batchNormTraining({ x: image, gamma: scale, beta: shift }, spec);
        // The loss has all three outputs, so that the moments have gradients of their own.
        return tf.add(tf.sum(tf.mul(out.y, dy)), tf.add(tf.sum(out.mean), tf.sum(tf.square(out.variance))));
      })([x, gamma, beta]),
    reference: ([x, gamma, beta, dy], spec) => {
      const [, mean, variance] = reference.batchNorm(x, gamma, beta, spec);
      const dmean = { ...mean, values: mean.values.map(() => 1) };
      const dvariance = { ...variance, values: variance.values.map((v) => 2 * v) };
      return reference.batchNormGradient(x, gamma, beta, [dy, dmean, dvariance], spec);
    },
  },
  batchNormAddRelu: {
    kernels: endKernels,
    run: ([x, gamma, beta, addend], attrs) => {
      const { y, mean, variance } = core.batchNormAddRelu({ x, gamma, beta, addend }, attrs);
      return [y, mean, variance];
    },
    reference: ([x, gamma, beta, addend], spec) => reference.batchNormEnd(x, gamma, beta, addend, spec),
    gradient: ([x, gamma, beta, addend], dys, spec) => {
      const [y] = reference.batchNormEnd(x, gamma, beta, addend, spec);
      return reference.batchNormEndGradient([x, gamma, beta, y], dys, spec);
    },
    sharedGradient: true,
  },
  batchNormAddReluBackprop: {
    kernels: endKernels.slice(1),
    run: ([x, gamma, beta, y, dy, dmean, dvariance], attrs, derived) => {
      const [mean, variance] = tuple(derived, 2);
      const inputs = { x, gamma, beta, mean, variance, y, dy, dmean, dvariance };
      const { dx, dgamma, dbeta, daddend } = core.batchNormAddReluBackprop(inputs, attrs);
      return [dx, dgamma, dbeta, daddend];
    },
    reference: ([x, gamma, beta, y, ...dys], spec) =>
      reference.batchNormEndGradient([x, gamma, beta, y], dys, spec),
    derived: ([x, gamma, beta]) => reference.batchNorm(x, gamma, beta, { epsilon: 1, relu: false }).slice(1),
    differentiable: false,
  },
  batchNormAddReluGradient: {
    kernels: endKernels,
    run: ([x, gamma, beta, addend, dy], attrs) =>
      tf.grads((...inputs: Tensor[]) => {
        const [image, scale, shift, other] = tuple(inputs, 4);
        const out = core.batchNormAddRelu({ x: image, gamma: scale, beta: shift, addend: other }, attrs);
        return tf.add(tf.sum(tf.mul(out.y, dy)), tf.add(tf.sum(out.mean), tf.sum(tf.square(out.variance))));
      })([x, gamma, beta, addend]),
    reference: ([x, gamma, beta, addend, dy], spec) => {
      const [y, mean, variance] = reference.batchNormEnd(x, gamma, beta, addend, spec);
      const dmean = { ...mean, values: mean.values.map(() => 1) };
      const dvariance = { ...variance, values: variance.values.map((v) => 2 * v) };
      return reference.batchNormEndGradient([x, gamma, beta, y], [dy, dmean, dvariance], spec);
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
    run: (inputs) => {
      const { others, last } = partLast(inputs);
      return [core.select({ branches: others, attention: last })];
    },
    reference: (inputs) => {
      const { others, last } = partLast(inputs);
      return [reference.select(others, last)];
    },
    gradient: (inputs, [dv]) => {
      const { others, last } = partLast(inputs);
      return [
        ...others.map((_, m) => reference.selectBranchGradient(dv, last, m)),
        reference.selectAttentionGradient(others, dv),
      ];
    },
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
    run: (inputs) => {
      const { others, last } = partLast(inputs);
      return [core.selectBackpropAttention({ branches: others, dy: last })];
    },
    reference: (inputs) => {
      const { others, last } = partLast(inputs);
      return [reference.selectAttentionGradient(others, last)];
    },
    gradient: (inputs, [da]) => {
      const { others, last } = partLast(inputs);
      return [
        ...others.map((_, m) => reference.selectBranchGradient(last, da, m)),
        reference.select(others, da),
      ];
    },
    linear: lastApart,
    sharedGradient: true,
  },
  ...attentionSubjects,
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
    // Labels are whole numbers, and a smaller step of one has no meaning: the op promises zeros.
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
    gradient: ([logits, labels, dy], [dd], spec) => {
      const [dlogits, ddy] = reference.softmaxCrossEntropySecondGradient(logits, labels, dy, dd, spec);
      return [dlogits, zeros64(labels.shape), ddy];
    },
    linear: () => [[2]],
  },
  dropout: {
    kernels: ['SkDropout'],
    run: ([x], { step, ...attrs }) =>
      tf.tidy(() => [core.dropout({ x, step: core.stepNumber(step) }, attrs)]),
    reference: ([x], spec) => [reference.dropout(x, spec)],
    gradient: (_, [dy], spec) => [reference.dropout(dy, spec)],
    linear: apart,
  },
};

/** A case with its attributes filled in. */
export interface BoundCase {
  readonly run: (inputs: readonly Tensor[], derived: readonly Tensor[]) => readonly Tensor[];
  readonly reference: (inputs: Arrays) => Arrays;
  readonly gradient: (inputs: Arrays, dys: Arrays) => Arrays;
  readonly linear: readonly (readonly number[])[];
  readonly derived: (inputs: Arrays) => Arrays;
  readonly differentiable: boolean;
  readonly sharedGradient: boolean;
}

/** Binds a case to its op. Inputs and outputs are then those of the case, whose types fit the op's. */
export function bind<Name extends OpName>(c: CaseOf<Name>): BoundCase {
  const subject: Subject<Name> = subjects[c.op];
  const { attrs } = c;
  const own = (inputs: Arrays): CaseInputs<Array64>[Name] => inputs as CaseInputs<Array64>[Name];
  const compute = (inputs: Arrays): Arrays => subject.reference(own(inputs), attrs);
  return {
    run: (inputs, derived) => subject.run(inputs as CaseInputs<Tensor>[Name], attrs, derived),
    reference: compute,
    gradient: (inputs, dys) =>
      subject.gradient?.(own(inputs), dys as Outputs<Name, Array64>, attrs) ??
      centralDifferences(compute, inputs, dys),
    linear: subject.linear?.(c.inputs.length) ?? [],
    derived: (inputs) => subject.derived?.(own(inputs)) ?? [],
    differentiable: subject.differentiable ?? true,
    sharedGradient: (subject.sharedGradient ?? false) && c.inputs.length > 1,
  };
}

/** Names of all kernels of sk-core that the cases run. */
export const kernelNames: readonly string[] = [
  ...new Set(Object.values(subjects).flatMap(({ kernels }) => kernels)),
];
