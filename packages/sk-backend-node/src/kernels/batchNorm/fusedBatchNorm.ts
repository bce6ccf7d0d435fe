/** The batch norm of inference, in the operations that a processor is quickest with. */
import type { FusedBatchNormAttrs, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import { stockOp } from '../stockOp.js';
import { asBefore, asImages, attributesOf, outputs } from './forward.js';
import { lineOf, type Statistics } from './line.js';

/**
 * Up to so many values two operations of one thread take less time than one for which a second thread wakes; above,
 * FusedBatchNormV3 takes half the time of FusedBatchNorm, which tfjs-node calls.
 */
const fewValues = 2 ** 17;

interface Inputs extends Statistics {
  readonly [name: string]: TensorInfo | undefined;
  readonly x: TensorInfo;
}

export const fusedBatchNorm: KernelConfig = stockOp<Inputs, FusedBatchNormAttrs>(
  'FusedBatchNorm',
  (ops, { x, ...statistics }, { varianceEpsilon }, backend) => {
    if (x.shape.reduce((a, b) => a * b, 1) > fewValues) return whole(ops, x, statistics, varianceEpsilon);
    const { slope, shift } = lineOf(ops, statistics, varianceEpsilon, backend);
    return ops.result(ops.add(ops.mul(ops.input(x), slope), shift), x.shape);
  },
  (_, { mean }, backend) => mean.shape.length === 1 && !backend.binding.isUsingGpuDevice(),
);

function whole(
  ops: EagerOps,
  x: TensorInfo,
  { mean, variance, scale, offset }: Statistics,
  epsilon: number,
): TensorInfo {
  const inputs = [
    asImages(ops, x),
    scale === undefined ? ops.filled(1, mean.shape) : ops.input(scale),
    offset === undefined ? ops.filled(0, mean.shape) : ops.input(offset),
    ops.input(mean),
    ops.input(variance),
  ];
  const found = ops.all('FusedBatchNormV3', attributesOf(ops, epsilon, false), inputs, outputs);
  return ops.result(asBefore(ops, elementAt(found, 0), x), x.shape);
}
