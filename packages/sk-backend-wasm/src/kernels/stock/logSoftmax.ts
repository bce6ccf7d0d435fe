/**
 * Logarithm of the softmax over the last axis, which tfjs's wasm backend lacks. It is small work, done in JavaScript
 * in float64.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';

export const logSoftmaxKernel: KernelConfig = kernelForStockOp<{ readonly logits: TensorInfo }, object>(
  'LogSoftmax',
  (space, { logits }) => {
    const classes = logits.shape.at(-1) ?? 1;
    const to = space.output(logits.shape);
    const [from, result] = [space.values(logits), space.values(to)];
    for (let row = 0; row < from.length; row += classes) {
      const values = from.subarray(row, row + classes);
      let most = Number.NEGATIVE_INFINITY;
      for (const value of values) most = Math.max(most, value);
      let sum = 0;
      for (const value of values) sum += Math.exp(value - most);
      const shift = most + Math.log(sum);
      values.forEach((value, i) => {
        result[row + i] = value - shift;
      });
    }
    return to;
  },
);
