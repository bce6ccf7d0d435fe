/** Attributes of tfjs's pools, parsed once into parts of a plan. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { PlanSpec } from '../convolution/convPlan.js';
import { outputShape } from '../convolution/outputShape.js';

export interface StockPoolAttrs {
  readonly filterSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export interface PoolWindow {
  /** [n, rows, cols, channels] of the output. */
  readonly shape: readonly [number, number, number, number];
  /** Taps, inside of the image and outside. */
  readonly area: number;
  readonly plan: Pick<PlanSpec, 'taps' | 'steps' | 'groups' | 'depth' | 'width' | 'tile'>;
}

/**
 * Parses the attributes of a pool.
 *
 * @throws Error for a window that is larger than the padded image.
 */
export function poolWindow(op: string, input: readonly number[], attrs: StockPoolAttrs): PoolWindow {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const [n, h, w, c] = input as [number, number, number, number];
  const info = backend_util.computePool2DInfo([n, h, w, c], filterSize, strides, 1, pad, dimRoundingMode);
  const { filterHeight, filterWidth, padInfo } = info;
  outputShape(op, input, info.outShape);
  return {
    shape: [n, info.outHeight, info.outWidth, c],
    area: filterHeight * filterWidth,
    plan: {
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
  };
}
