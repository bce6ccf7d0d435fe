/** Batch normalisation in training by FusedBatchNormV3, and its gradient through all three outputs. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { batchNormTraining, batchNormTrainingBackprop } from 'sk-core';
import { EagerOps } from '../tensorflow/eagerOps.js';
import type { NodeBackend, OpAttribute, TensorId } from '../tensorflow/nodeBackend.js';

/** y, mean, variance after Bessel's correction, mean again, and what the gradient wants of the variance. */
const forwardOutputs = 6;
/** The variance: biased on a processor. On a GPU this output is cuDNN's inverted deviation. */
const savedVariance = 4;
const correctedVariance = 2;
const backwardOutputs = 5;

export const batchNormKernels: readonly KernelConfig[] = [
  batchNormTraining.kernel('tensorflow', ({ x, gamma, beta }, { epsilon, relu }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      const outputs = ops.all(
        'FusedBatchNormV3',
        forwardAttributes(ops, epsilon, true),
        [asImages(ops, x), ops.input(gamma), ops.input(beta), empty(ops), empty(ops)],
        forwardOutputs,
      );
      const [y = 0, mean = 0] = outputs;
      const variance = backend.binding.isUsingGpuDevice()
        ? uncorrected(ops, outputs[correctedVariance] ?? 0, pixelsOf(x))
        : (outputs[savedVariance] ?? 0);
      return {
        y: ops.result(asBefore(ops, relu ? ops.relu(y) : y, x), x.shape),
        mean: ops.result(mean, gamma.shape),
        variance: ops.result(variance, gamma.shape),
      };
    }),
  ),
  batchNormTrainingBackprop.kernel('tensorflow', (inputs, { epsilon, relu }, backend: NodeBackend) =>
    EagerOps.run(backend, (ops) => {
      const { x, gamma, beta, mean, variance, dy, dmean, dvariance } = inputs;
      const images = asImages(ops, x);
      const [scale, centre, spread] = [ops.input(gamma), ops.input(mean), ops.input(variance)];
      const shift = ops.input(beta);
      let g = asImages(ops, dy);
      if (relu) {
        const y = ops.all(
          'FusedBatchNormV3',
          forwardAttributes(ops, epsilon, false),
          [images, scale, shift, centre, spread],
          forwardOutputs,
        );
        g = ops.one('ReluGrad', [ops.float32()], [g, y[0] ?? 0]);
      }
      // ReluGrad takes a NaN for a value that the ReLU has cut off.
      const lost = relu ? nanWhereLost(ops, ops.add(scale, shift), centre, spread) : undefined;
      const keepNan = (id: TensorId): TensorId => (lost === undefined ? id : ops.add(id, lost));
      const saved = backend.binding.isUsingGpuDevice() ? invertedDeviation(ops, spread, epsilon) : spread;
      const [dx = 0, dgamma = 0, dbeta = 0] = ops.all(
        'FusedBatchNormGradV3',
        [
          ops.float32(),
          ops.float32('U'),
          ops.float('epsilon', epsilon),
          ops.string('data_format', 'NHWC'),
          ops.bool('is_training', true),
        ],
        [g, images, keepNan(scale), centre, saved, empty(ops)],
        backwardOutputs,
      );
      const whole =
        isZero(backend, dmean) && isZero(backend, dvariance)
          ? dx
          : ops.add(
              dx,
              throughMoments(ops, images, centre, ops.input(dmean), ops.input(dvariance), pixelsOf(x)),
            );
      return {
        dx: ops.result(asBefore(ops, whole, x), x.shape),
        dgamma: ops.result(keepNan(dgamma), gamma.shape),
        dbeta: ops.result(keepNan(dbeta), gamma.shape),
      };
    }),
  ),
];

/** Returns a tensor of rank 4: what has it already, and anything else as [1, 1, pixels, channels]. */
function asImages(ops: EagerOps, x: TensorInfo): TensorId {
  if (x.shape.length === 4) return ops.input(x);
  return ops.reshape(ops.input(x), [1, 1, pixelsOf(x), x.shape.at(-1) ?? 1]);
}

/** Returns a tensor that was made of {@link asImages} in the shape of x. */
const asBefore = (ops: EagerOps, id: TensorId, { shape }: TensorInfo): TensorId =>
  shape.length === 4 ? id : ops.reshape(id, shape);

const pixelsOf = ({ shape }: TensorInfo): number => shape.slice(0, -1).reduce((a, b) => a * b, 1);

const forwardAttributes = (ops: EagerOps, epsilon: number, training: boolean): OpAttribute[] => [
  ops.float32(),
  ops.float32('U'),
  ops.float('epsilon', epsilon),
  ops.float('exponential_avg_factor', 1),
  ops.string('data_format', 'NHWC'),
  ops.bool('is_training', training),
];

const empty = (ops: EagerOps): TensorId => ops.floats(new Float32Array(0), [0]);

const scalar = (ops: EagerOps, value: number): TensorId => ops.floats(Float32Array.of(value), []);

/** Returns NaN for each channel whose outputs are NaN, and 0 for the others: a statistic is lost, or gamma or beta is NaN. */
function nanWhereLost(ops: EagerOps, affine: TensorId, mean: TensorId, variance: TensorId): TensorId {
  // Infinity as gamma or beta makes infinite outputs, whose sign the ReLU knows.
  const bounded = ops.one('Tanh', [ops.float32()], [affine]);
  return ops.mul(ops.add(ops.add(mean, variance), bounded), scalar(ops, 0));
}

/** Takes Bessel's correction from a variance over `pixels` values. */
const uncorrected = (ops: EagerOps, variance: TensorId, pixels: number): TensorId =>
  ops.mul(variance, scalar(ops, (pixels - 1) / pixels));

function invertedDeviation(ops: EagerOps, variance: TensorId, epsilon: number): TensorId {
  return ops.one('Rsqrt', [ops.float32()], [ops.add(variance, scalar(ops, epsilon))]);
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
  const centred = ops.one('Sub', [ops.float32()], [x, mean]);
  const slope = ops.mul(dvariance, scalar(ops, 2 / pixels));
  return ops.add(ops.mul(centred, slope), ops.mul(dmean, scalar(ops, 1 / pixels)));
}

/**
 * Tells whether a tensor is known to be zero without a read from the device: tfjs makes the gradient of an output that
 * nobody uses on the host, and TensorFlow has not seen it yet.
 */
function isZero(backend: NodeBackend, { dataId }: TensorInfo): boolean {
  const { values } = backend.tensorMap.get(dataId);
  return values !== null && Array.prototype.every.call(values, (value: number) => value === 0);
}
