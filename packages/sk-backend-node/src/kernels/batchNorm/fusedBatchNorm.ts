/** The batch norm of inference, in the operations that a processor is quickest with. */
import type { FusedBatchNormAttrs, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { capabilitiesOf } from '../../tensorflow/capabilities.js';
import type { EagerOps } from '../../tensorflow/eagerOps.js';
import type { TensorId } from '../../tensorflow/nodeBackend.js';
import { stockOp } from '../stockOp.js';
import { asBefore, asImages, attributesOf, outputs } from './forward.js';

/** Numbers [C] of a batch norm of inference. */
interface Statistics {
  readonly mean: TensorInfo;
  readonly variance: TensorInfo;
  /** 1 where there is none. */
  readonly scale?: TensorInfo;
  /** 0 where there is none. */
  readonly offset?: TensorInfo;
}

interface Inputs extends Statistics {
  readonly [name: string]: TensorInfo | undefined;
  readonly x: TensorInfo;
}

export const fusedBatchNorm: KernelConfig = stockOp<Inputs, FusedBatchNormAttrs>(
  'FusedBatchNorm',
  (ops, { x, ...statistics }, { varianceEpsilon }, backend) => {
    const numbers = ofChannels(ops, statistics);
    if (capabilitiesOf(backend).fusedOperations) {
      const attributes = [ops.float('epsilon', varianceEpsilon)];
      return ops.result(ops.one('SkBatchNormInference', attributes, [ops.input(x), ...numbers]), x.shape);
    }
    // It takes half the time of FusedBatchNorm, which tfjs-node calls.
    const attributes = attributesOf(ops, varianceEpsilon, false);
    const found = ops.all('FusedBatchNormV3', attributes, [asImages(ops, x), ...numbers], outputs);
    return ops.result(asBefore(ops, elementAt(found, 0), x), x.shape);
  },
  (_, { x, ...statistics }, backend) =>
    !backend.binding.isUsingGpuDevice() &&
    Object.values(statistics).every(
      (numbers) => numbers === undefined || `${numbers.shape}` === `${x.shape.slice(-1)}`,
    ),
);

/** Returns scale, offset, mean and variance. */
const ofChannels = (ops: EagerOps, { mean, variance, scale, offset }: Statistics): TensorId[] => [
  scale === undefined ? ops.filled(1, mean.shape) : ops.input(scale),
  offset === undefined ? ops.filled(0, mean.shape) : ops.input(offset),
  ops.input(mean),
  ops.input(variance),
];
