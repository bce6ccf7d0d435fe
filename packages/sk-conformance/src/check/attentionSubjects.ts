/** The ops of an SK unit's attention in training, under test. */
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import * as core from 'sk-core';
import type { AttentionWeights } from '../cases/opCase.js';
import { type Array64, zeros64 } from '../numbers/array64.js';
import { tuple } from '../numbers/tuple.js';
import * as reference from '../reference/index.js';
import { type Arrays, partLast, type Subject, type Three } from './subject.js';

type AttentionOp =
  | 'attend'
  | 'attendBackprop'
  | 'selectFuseBackprop'
  | 'selectiveKernel'
  | 'selectiveKernelV'
  | 'selectiveKernelGradient';

/** The epsilon of all cases of attention: what is derived of inputs has no attributes. */
const attentionSpec = { epsilon: 0.1 } as const;

const selectiveKernels = ['SkAttend', 'SkAttendBackprop', 'SkSelectFuseBackprop'];

const weightsOf = ([squeeze, gamma, beta, expand]: AttentionWeights<Tensor>): core.AttentionWeights => ({
  ...{ squeeze, gamma, beta, expand },
});

/** Parts the inputs of an SK unit. */
const unitOf = <T>(
  inputs: readonly T[],
): { readonly branches: readonly T[]; readonly weights: AttentionWeights<T> } => ({
  branches: inputs.slice(0, -4),
  weights: tuple(inputs.slice(-4), 4),
});

function selected(inputs: readonly Tensor[], attrs: core.AttendAttrs): core.SelectiveKernelOutputs {
  const { branches, weights } = unitOf(inputs);
  return core.selectiveKernel({ branches, ...weightsOf(weights) }, attrs);
}

/** Returns zeros for the gradients of attention, mean and variance. */
function noGradients(branches: Arrays, [, gamma]: AttentionWeights<Array64>): Three<Array64> {
  const [n, , , c] = tuple(core.elementAt(branches, 0).shape, 4);
  return [zeros64([n, branches.length, c]), zeros64(gamma.shape), zeros64(gamma.shape)];
}

export const attentionSubjects: { readonly [Name in AttentionOp]: Subject<Name> } = {
  attend: {
    kernels: ['SkAttend'],
    run: ([s, ...weights], attrs) => {
      const out = core.attend({ s, ...weightsOf(weights) }, attrs);
      return [out.attention, out.hidden, out.compact, out.mean, out.variance];
    },
    reference: ([s, ...weights], spec) => Object.values(reference.attend(s, weights, spec)),
    differentiable: false,
  },
  attendBackprop: {
    kernels: ['SkAttendBackprop'],
    run: ([s, squeeze, gamma, beta, expand, dattention], attrs, derived) => {
      const [attention, hidden, compact, mean, variance] = tuple(derived, 5);
      const given = { s, squeeze, gamma, beta, expand, dattention };
      const out = core.attendBackprop({ ...given, attention, hidden, compact, mean, variance }, attrs);
      return [out.ds, out.dsqueeze, out.dgamma, out.dbeta, out.dexpand];
    },
    reference: ([s, squeeze, gamma, beta, expand, dattention], spec) =>
      reference.attendGradient(
        s,
        [squeeze, gamma, beta, expand],
        [dattention, zeros64(gamma.shape), zeros64(gamma.shape)],
        spec,
      ),
    derived: ([s, squeeze, gamma, beta, expand]) =>
      Object.values(reference.attend(s, [squeeze, gamma, beta, expand], attentionSpec)),
    differentiable: false,
  },
  selectFuseBackprop: {
    kernels: ['SkSelectFuseBackprop'],
    run: ([dy, attention, ds], attrs) => {
      const { first, second } = core.selectFuseBackprop({ dy, attention, ds }, attrs);
      return [first, second];
    },
    reference: ([dy, attention, ds], { branch }) =>
      [branch, branch + 1].map((each) => reference.selectFuseGradient(dy, attention, ds, each)),
    differentiable: false,
  },
  selectiveKernel: {
    kernels: selectiveKernels,
    run: (inputs, attrs) => {
      const { v, attention, mean, variance } = selected(inputs, attrs);
      return [v, attention, mean, variance];
    },
    reference: (inputs, spec) => {
      const { branches, weights } = unitOf(inputs);
      return reference.selectiveKernel(branches, weights, spec);
    },
    gradient: (inputs, dys, spec) => {
      const { branches, weights } = unitOf(inputs);
      return reference.selectiveKernelGradient(branches, weights, dys, spec);
    },
    sharedGradient: true,
  },
  selectiveKernelV: {
    kernels: selectiveKernels,
    run: (inputs, attrs) => {
      const { v, ...others } = selected(inputs, attrs);
      tf.dispose(others);
      return [v];
    },
    reference: (inputs, spec) => {
      const { branches, weights } = unitOf(inputs);
      return reference.selectiveKernel(branches, weights, spec).slice(0, 1);
    },
    gradient: (inputs, [dv], spec) => {
      const { branches, weights } = unitOf(inputs);
      return reference.selectiveKernelGradient(
        branches,
        weights,
        [dv, ...noGradients(branches, weights)],
        spec,
      );
    },
    sharedGradient: true,
  },
  selectiveKernelGradient: {
    kernels: selectiveKernels,
    run: (inputs, attrs) => {
      const { others, last } = partLast(inputs);
      return tf.grads((...given: Tensor[]) => tf.sum(tf.mul(selected(given, attrs).v, last)))([...others]);
    },
    reference: (inputs, spec) => {
      const { others, last } = partLast(inputs);
      const { branches, weights } = unitOf(others);
      return reference.selectiveKernelGradient(
        branches,
        weights,
        [last, ...noGradients(branches, weights)],
        spec,
      );
    },
  },
};
