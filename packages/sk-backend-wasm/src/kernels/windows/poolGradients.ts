/** Gradients of pooling. The stock kernels take 26 ms for one image of an ImageNet stem. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { kernelForStockOp, type Workspace } from '../../heap/workspace.js';
import { wholeImages, writePlans } from '../convolution/convPlan.js';
import { croppedDy } from '../convolution/croppedDy.js';
import { poolWindow, type StockPoolAttrs } from './poolWindow.js';

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

function poolGradient(
  kernelName: string,
  spread: (
    space: Workspace,
    x: number,
    dx: number,
    plansOf: (source: number) => number[],
    area: number,
  ) => void,
): KernelConfig {
  return kernelForStockOp<Inputs, StockPoolAttrs>(kernelName, (space, { dy, input }, attrs) => {
    const [n, h, w, c] = input.shape as [number, number, number, number];
    const { shape, area, plan } = poolWindow(kernelName, input.shape, attrs);
    const [, rows, cols] = shape;
    const output = space.output(input.shape);
    const dx = space.pointer(output);
    space.clear(dx, n * h * w * c * 4);
    const windows = rows * cols;
    const target = wholeImages(croppedDy(space, kernelName, dy, shape), rows, cols, c);
    // Windows of one image overlap; those of two images do not.
    const images = space.ranges(n, 1, n * windows * area * c);
    const plansOf = (pointer: number): number[] =>
      writePlans(
        space,
        { ...plan, source: { pointer, n, h, w, c }, target },
        images.map(({ begin, end }) => ({ begin: begin * windows, end: end * windows })),
      );
    spread(space, space.pointer(input), dx, plansOf, area);
    return output;
  });
}

export const poolGradientKernels: readonly KernelConfig[] = [
  poolGradient('MaxPoolGrad', (space, x, dx, plansOf) =>
    space.run(
      'maxPoolGradient',
      plansOf(x).map((plan) => [plan, dx]),
    ),
  ),
  // tfjs divides windows that reach over the border by their whole area too.
  poolGradient('AvgPoolGrad', (space, _, dx, plansOf, area) =>
    space.run(
      'avgPoolGradient',
      plansOf(dx).map((plan) => [plan, 1 / area]),
    ),
  ),
];
