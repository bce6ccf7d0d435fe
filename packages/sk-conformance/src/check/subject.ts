/** How a case of an op is run, and its reference in float64: what an op under test has to say. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { CaseAttrs, CaseInputs, OpName } from '../cases/opCase.js';
import type { Array64 } from '../numbers/array64.js';

export type Arrays = readonly Array64[];
type One<T> = readonly [y: T];
export type Three<T> = readonly [T, T, T];

/** Outputs of the ops that have several; all others have one. */
interface SeveralOutputs<T> {
  readonly batchNormTraining: Three<T>;
  readonly batchNormTrainingBackprop: Three<T>;
  readonly batchNormTrainingGradient: Three<T>;
  readonly attend: readonly [attention: T, hidden: T, compact: T, mean: T, variance: T];
  readonly attendBackprop: readonly [ds: T, dsqueeze: T, dgamma: T, dbeta: T, dexpand: T];
  readonly selectFuseBackprop: readonly [first: T, second: T];
  readonly selectiveKernel: readonly [v: T, attention: T, mean: T, variance: T];
  readonly selectiveKernelGradient: readonly T[];
  readonly batchNormAddRelu: Three<T>;
  readonly batchNormAddReluBackprop: readonly [...Three<T>, T];
  readonly batchNormAddReluGradient: readonly [...Three<T>, T];
}
export type Outputs<Name extends OpName, T> = Name extends keyof SeveralOutputs<T>
  ? SeveralOutputs<T>[Name]
  : One<T>;

export interface Subject<Name extends OpName> {
  /** Kernels that a case runs, forward and backward. */
  readonly kernels: readonly string[];
  readonly run: (
    inputs: CaseInputs<Tensor>[Name],
    attrs: CaseAttrs[Name],
    derived: readonly Tensor[],
  ) => readonly Tensor[];
  readonly reference: (inputs: CaseInputs<Array64>[Name], attrs: CaseAttrs[Name]) => Arrays;
  /** Returns one for each input. Where it is absent, central differences of the reference take its place. */
  readonly gradient?: (
    inputs: CaseInputs<Array64>[Name],
    dys: Outputs<Name, Array64>,
    attrs: CaseAttrs[Name],
  ) => Arrays;
  /** Groups of inputs in which the op is linear, by index: there the adjoint test holds. */
  readonly linear?: (inputs: number) => readonly (readonly number[])[];
  /** One backward pass makes the gradients of several inputs: asked for one, it must free the others. */
  readonly sharedGradient?: true;
  /** Inputs that follow from the others, and are no variables. */
  readonly derived?: (inputs: CaseInputs<Array64>[Name]) => Arrays;
  /** False where a gradient with respect to the inputs alone says nothing. */
  readonly differentiable?: false;
}

/** Splits inputs into the last one and the others. */
export function partLast<T>(inputs: readonly T[]): { readonly others: readonly T[]; readonly last: T } {
  return { others: inputs.slice(0, -1), last: elementAt(inputs, inputs.length - 1) };
}
