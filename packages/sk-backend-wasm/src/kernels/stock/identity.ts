/**
 * The clone of a tensor, on the same buffer. The stock kernel copies, and the engine clones each tensor that a
 * gradient needs.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';

export const identityKernel: KernelConfig = kernelForStockOp<{ readonly x: TensorInfo }, object>(
  'Identity',
  (space, { x }) => space.share(x, x.shape),
);
