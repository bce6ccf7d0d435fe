/** The forward pass of a batch norm by the statistics of its batch. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { NodeBackend, OpAttribute, TensorId } from '../../tensorflow/nodeBackend.js';

/** y, mean, variance after Bessel's correction, mean again, and what the gradient wants of the variance. */
export const outputs = 6;
const correctedVariance = 2;
/** The variance: biased on a processor. On a GPU this output is cuDNN's inverted deviation. */
const savedVariance = 4;

export interface Normalised {
  /** In the shape of {@link asImages}. */
  readonly y: TensorId;
  readonly mean: TensorId;
  /** Biased. */
  readonly variance: TensorId;
}

export interface Affine {
  readonly x: TensorInfo;
  readonly gamma: TensorInfo;
  readonly beta: TensorInfo;
}

/** Normalises x, scales and shifts. */
export function normalise(
  ops: EagerOps,
  { x, gamma, beta }: Affine,
  epsilon: number,
  backend: NodeBackend,
): Normalised {
  const empty = ops.filled(0, [0]);
  const found = ops.all(
    'FusedBatchNormV3',
    attributesOf(ops, epsilon, true),
    [asImages(ops, x), ops.input(gamma), ops.input(beta), empty, empty],
    outputs,
  );
  const pixels = pixelsOf(x);
  const variance = backend.binding.isUsingGpuDevice()
    ? ops.mul(elementAt(found, correctedVariance), ops.filled((pixels - 1) / pixels))
    : elementAt(found, savedVariance);
  return { y: elementAt(found, 0), mean: elementAt(found, 1), variance };
}

/** Computes y again, before a ReLU, from the statistics of the forward pass. */
export function normaliseAgain(
  ops: EagerOps,
  { x, gamma, beta, mean, variance }: Affine & { readonly mean: TensorInfo; readonly variance: TensorInfo },
  epsilon: number,
): TensorId {
  const ofChannels = [gamma, beta, mean, variance].map((tensor) => ops.input(tensor));
  const found = ops.all(
    'FusedBatchNormV3',
    attributesOf(ops, epsilon, false),
    [asImages(ops, x), ...ofChannels],
    outputs,
  );
  return elementAt(found, 0);
}

/** Returns the attributes of FusedBatchNormV3. */
export const attributesOf = (ops: EagerOps, epsilon: number, training: boolean): OpAttribute[] => [
  ops.float32(),
  ops.float32('U'),
  ops.float('epsilon', epsilon),
  ops.float('exponential_avg_factor', 1),
  ops.string('data_format', 'NHWC'),
  ops.bool('is_training', training),
];

/**
 * Returns a tensor of rank 4: what has it already, and anything else as [1, 1, pixels, channels].
 *
 * @param id By default that of x; or that of another tensor of its shape.
 */
export function asImages(ops: EagerOps, x: TensorInfo, id: TensorId = ops.input(x)): TensorId {
  return x.shape.length === 4 ? id : ops.reshape(id, [1, 1, pixelsOf(x), x.shape.at(-1) ?? 1]);
}

/** Returns a tensor that was made of {@link asImages} in the shape of x. */
export const asBefore = (ops: EagerOps, id: TensorId, { shape }: TensorInfo): TensorId =>
  shape.length === 4 ? id : ops.reshape(id, shape);

export const pixelsOf = ({ shape }: TensorInfo): number => shape.slice(0, -1).reduce((a, b) => a * b, 1);
