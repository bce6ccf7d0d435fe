/** The gradient of a batch norm by the statistics of its batch, through y, the mean and the variance. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend, TensorId } from '../../tensorflow/nodeBackend.js';
import { type Affine, asBefore, asImages, pixelsOf } from './forward.js';

const outputs = 5;

export interface BackwardInputs extends Affine {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly dmean: TensorInfo;
  readonly dvariance: TensorInfo;
}

export interface BackwardOutputs {
  readonly dx: TensorInfo;
  readonly dgamma: TensorInfo;
  readonly dbeta: TensorInfo;
}

/**
 * Computes the gradients of x, gamma and beta.
 *
 * @param g The gradient of what the batch norm has computed, before a ReLU, in the shape of `asImages`.
 * @param lost [C]: NaN for each channel whose gradients are NaN though g does not show it, and 0 for the others.
 */
export function gradients(
  ops: EagerOps,
  g: TensorId,
  inputs: BackwardInputs,
  epsilon: number,
  backend: NodeBackend,
  lost?: TensorId,
): BackwardOutputs {
  const { x, gamma, beta, mean, variance, dmean, dvariance } = inputs;
  const images = asImages(ops, x);
  const [scale, centre, spread] = [ops.input(gamma), ops.input(mean), ops.input(variance)];
  const keepNan = (id: TensorId): TensorId => (lost === undefined ? id : ops.add(id, lost));
  const saved = backend.binding.isUsingGpuDevice() ? invertedDeviation(ops, spread, epsilon) : spread;
  const found = ops.all(
    'FusedBatchNormGradV3',
    [
      ops.float32(),
      ops.float32('U'),
      ops.float('epsilon', epsilon),
      ops.string('data_format', 'NHWC'),
      ops.bool('is_training', true),
    ],
    // A mean that is NaN makes dx and dgamma NaN.
    [g, images, scale, keepNan(centre), saved, ops.filled(0, [0])],
    outputs,
  );
  const dx = elementAt(found, 0);
  const whole =
    isZero(backend, dmean) && isZero(backend, dvariance)
      ? dx
      : ops.add(dx, throughMoments(ops, images, centre, ops.input(dmean), ops.input(dvariance), pixelsOf(x)));
  return {
    dx: ops.result(asBefore(ops, whole, x), x.shape),
    dgamma: ops.result(elementAt(found, 1), gamma.shape),
    dbeta: ops.result(keepNan(elementAt(found, 2)), beta.shape),
  };
}

function invertedDeviation(ops: EagerOps, variance: TensorId, epsilon: number): TensorId {
  return ops.one('Rsqrt', [ops.float32()], [ops.add(variance, ops.filled(epsilon))]);
}

/** Computes what reaches x through the mean and the variance: dmean / n + (x - mean) * dvariance * 2 / n. */
function throughMoments(
  ops: EagerOps,
  x: TensorId,
  mean: TensorId,
  dmean: TensorId,
  dvariance: TensorId,
  pixels: number,
): TensorId {
  const centred = ops.sub(x, mean);
  const slope = ops.mul(dvariance, ops.filled(2 / pixels));
  return ops.add(ops.mul(centred, slope), ops.mul(dmean, ops.filled(1 / pixels)));
}

/**
 * Tells whether a tensor is known to be zero without a read from the device: tfjs makes the gradient of an output that
 * nobody uses on the host, and TensorFlow has not seen it yet.
 */
export function isZero(backend: NodeBackend, { dataId }: TensorInfo): boolean {
  const { values } = backend.tensorMap.get(dataId);
  return values !== null && Array.prototype.every.call(values, (value: number) => value === 0);
}
