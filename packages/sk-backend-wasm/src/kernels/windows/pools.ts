/**
 * Pooling. The stock kernels read past the heap where an output is empty, and a NaN hides what follows it in a window of
 * max pooling.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';
import { wholeImages, writePlans } from '../convolution/convPlan.js';
import { poolWindow, type StockPoolAttrs } from './poolWindow.js';

function pool(kernelName: string, kernel: 'maxPool' | 'avgPool'): KernelConfig {
  return kernelForStockOp<{ readonly x: TensorInfo }, StockPoolAttrs>(kernelName, (space, { x }, attrs) => {
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const { shape, area, plan } = poolWindow(kernelName, x.shape, attrs);
    const [, rows, cols] = shape;
    const y = space.output(shape);
    const source = { pointer: space.pointer(x), n, h, w, c };
    const target = wholeImages(space.pointer(y), rows, cols, c);
    const windows = n * rows * cols;
    const parts = space.ranges(windows, plan.tile, (windows * area * c) / 4);
    space.run(
      kernel,
      writePlans(space, { ...plan, source, target }, parts).map((address) => [address]),
    );
    return y;
  });
}

export const poolKernels: readonly KernelConfig[] = [pool('MaxPool', 'maxPool'), pool('AvgPool', 'avgPool')];
