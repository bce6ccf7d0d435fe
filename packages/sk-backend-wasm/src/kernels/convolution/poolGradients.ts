/** Gradients of pooling. The stock kernels take 26 ms for one image of an ImageNet stem. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { kernelForStockOp, type Workspace } from '../../heap/workspace.js';
import { wholeImages, writePlans } from './convPlan.js';

interface Inputs {
  readonly dy: TensorInfo;
  readonly input: TensorInfo;
}

interface Attrs {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
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
  return kernelForStockOp<Inputs, Attrs>(kernelName, (space, { dy, input }, attrs) => {
    const shape = input.shape as [number, number, number, number];
    const [n, h, w, c] = shape;
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const { filterHeight, filterWidth, padInfo } = info;
    const output = space.output(shape);
    const dx = space.pointer(output);
    space.clear(dx, n * h * w * c * 4);
    const windows = info.outHeight * info.outWidth;
    // Windows of one image overlap; those of two images do not.
    const images = space.ranges(n, 1, n * windows * filterHeight * filterWidth * c);
    const plansOf = (source: number): number[] =>
      writePlans(
        space,
        {
          source: { pointer: source, n, h, w, c },
          target: wholeImages(space.pointer(dy), info.outHeight, info.outWidth, c),
          taps: Array.from({ length: filterHeight * filterWidth }, (_, index) => ({
            y: Math.floor(index / filterWidth) - padInfo.top,
            x: (index % filterWidth) - padInfo.left,
            index,
          })),
          steps: [info.strideHeight, info.strideWidth],
          groups: 1,
          depth: c,
          width: c,
          tile: 32,
        },
        images.map(({ begin, end }) => ({ begin: begin * windows, end: end * windows })),
      );
    spread(space, space.pointer(input), dx, plansOf, filterHeight * filterWidth);
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
