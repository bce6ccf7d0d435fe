/** Batch normalisation in training and its gradients by the operations of `native`: two reads of x each. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  type BatchNormAttrs,
  type BatchNormBackpropInputs,
  type BatchNormBackpropOutputs,
  type BatchNormInputs,
  elementAt,
  type Like,
} from 'sk-core';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend, TensorId } from '../../tensorflow/nodeBackend.js';
import { isZero } from './backward.js';

/** Normalises x by the statistics of its batch, adds the addends, of which there is one at most, and rectifies. */
export function fusedForward(
  ops: EagerOps,
  { x, gamma, beta }: Like<BatchNormInputs, TensorInfo>,
  addends: readonly TensorInfo[],
  { epsilon, relu }: BatchNormAttrs,
): { readonly y: TensorInfo; readonly mean: TensorInfo; readonly variance: TensorInfo } {
  const attributes = [
    ops.float('epsilon', epsilon),
    ops.bool('relu', relu),
    ops.int('addends', addends.length),
  ];
  const inputs = [x, gamma, beta, ...addends].map((tensor) => ops.input(tensor));
  const found = ops.all('SkBatchNorm', attributes, inputs, 3);
  return {
    y: ops.result(elementAt(found, 0), x.shape),
    mean: ops.result(elementAt(found, 1), gamma.shape),
    variance: ops.result(elementAt(found, 2), gamma.shape),
  };
}

type GradientInputs = Like<BatchNormBackpropInputs, TensorInfo>;
type Gradients = Like<BatchNormBackpropOutputs, TensorInfo>;

/** Computes the gradients of x, gamma and beta. */
export function fusedGradients(
  ops: EagerOps,
  inputs: GradientInputs,
  { epsilon, relu }: BatchNormAttrs,
  backend: NodeBackend,
): Gradients {
  const attributes = [ops.float('epsilon', epsilon), ops.bool('relu', relu)];
  const images = [inputs.x, inputs.dy].map((tensor) => ops.input(tensor));
  const found = ops.all('SkBatchNormGrad', attributes, [...images, ...ofChannels(ops, inputs, backend)], 3);
  return gradientsOf(ops, found, inputs);
}

/** Computes the gradients of x, gamma, beta and the addend, where y is the rectified sum. */
export function fusedAddReluGradients(
  ops: EagerOps,
  { y, ...inputs }: GradientInputs & { readonly y: TensorInfo },
  epsilon: number,
  backend: NodeBackend,
): Gradients & { readonly daddend: TensorInfo } {
  const images = [inputs.x, inputs.dy, y].map((tensor) => ops.input(tensor));
  const all = [...images, ...ofChannels(ops, inputs, backend)];
  const found = ops.all('SkBatchNormAddReluGrad', [ops.float('epsilon', epsilon)], all, 4);
  return { ...gradientsOf(ops, found, inputs), daddend: ops.result(elementAt(found, 3), y.shape) };
}

function ofChannels(
  ops: EagerOps,
  { gamma, beta, mean, variance, dmean, dvariance }: GradientInputs,
  backend: NodeBackend,
): TensorId[] {
  return [
    ...[gamma, beta, mean, variance].map((tensor) => ops.input(tensor)),
    ...[dmean, dvariance].map((tensor) =>
      isZero(backend, tensor) ? ops.filled(0, tensor.shape) : ops.input(tensor),
    ),
  ];
}

const gradientsOf = (
  ops: EagerOps,
  found: readonly TensorId[],
  { x, gamma, beta }: GradientInputs,
): Gradients => ({
  dx: ops.result(elementAt(found, 0), x.shape),
  dgamma: ops.result(elementAt(found, 1), gamma.shape),
  dbeta: ops.result(elementAt(found, 2), beta.shape),
});
