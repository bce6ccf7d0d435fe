/** The batch norm of inference on few values, in operations of one thread. */
import type { FusedBatchNormAttrs, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { stockOp } from '../stockOp.js';

/** Up to so many values it takes longer to wake a second thread, as TensorFlow's own does, than to compute. */
const fewValues = 2 ** 17;

interface Inputs {
  readonly [name: string]: TensorInfo | undefined;
  readonly x: TensorInfo;
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  readonly scale?: TensorInfo;
  readonly offset?: TensorInfo;
}

export const fusedBatchNorm: KernelConfig = stockOp<Inputs, FusedBatchNormAttrs>(
  'FusedBatchNorm',
  (ops, { x, mean, variance, scale, offset }, { varianceEpsilon }) => {
    const spread = ops.add(ops.input(variance), ops.filled(varianceEpsilon));
    const inverted = ops.one('Rsqrt', [ops.float32()], [spread]);
    const slope = scale === undefined ? inverted : ops.mul(inverted, ops.input(scale));
    const y = ops.mul(ops.sub(ops.input(x), ops.input(mean)), slope);
    return ops.result(offset === undefined ? y : ops.add(y, ops.input(offset)), x.shape);
  },
  (_, { x, mean }, backend) =>
    mean.shape.length === 1 &&
    x.shape.reduce((a, b) => a * b, 1) <= fewValues &&
    !backend.binding.isUsingGpuDevice(),
);
