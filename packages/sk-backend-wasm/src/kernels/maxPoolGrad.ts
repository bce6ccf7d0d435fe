/** Gradient of max pooling. The stock kernel takes 26 ms for one image of an ImageNet stem. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { stockKernel } from '../workspace.js';
import { wholeImages, writePlan } from './convPlan.js';

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

export const maxPoolGradKernel: KernelConfig = stockKernel<Inputs, Attrs>(
  'MaxPoolGrad',
  (space, { dy, input }, { filterSize, strides, pad, dimRoundingMode }) => {
    const shape = input.shape as [number, number, number, number];
    const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const [n, h, w, c] = shape;
    const { filterHeight, filterWidth, padInfo } = info;
    const dx = space.output(shape);
    const [px, pdy, pdx] = [space.pointer(input), space.pointer(dy), space.pointer(dx)];
    space.clear(pdx, n * h * w * c * 4);
    const plan = writePlan(space, {
      source: { pointer: px, n, h, w, c },
      target: wholeImages(pdy, info.outHeight, info.outWidth, c),
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
    });
    space.kernels.maxPoolGradient(plan, pdx);
    return dx;
  },
);
