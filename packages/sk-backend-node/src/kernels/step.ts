/** The step function of tf.relu's gradient, in two operations where stock tfjs-node takes six. */
import type { KernelConfig, StepAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { stockOp } from './stockOp.js';

/** Returns 1 where x is above 0, NaN where x is NaN, and 0 elsewhere; another slope below 0 is left to the stock kernel. */
export const stepKernel: KernelConfig = stockOp<{ readonly x: TensorInfo }, StepAttrs>(
  'Step',
  (ops, { x }) => ops.result(ops.one('Sign', [ops.float32()], [ops.relu(ops.input(x))]), x.shape),
  ({ alpha }) => alpha === 0,
);
