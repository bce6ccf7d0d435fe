/** Max pooling where PyTorch and Caffe put its windows; the authors' stem pools 3x3 at stride 2, pad 0, rounding up. */

import * as tf from '@tensorflow/tfjs-core';
import {
  serialization as registry,
  type serialization,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type Pair } from 'sk-core';
import { flag, type Optional, pair, type Sides, sides } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { oneShape, oneTensor, SkLayer, type SkLayerArgs, type WeightSpec } from './skLayer.js';

export interface SkMaxPool2DArgs extends SkLayerArgs {
  readonly poolSize: Pair;
  /** The pool's size. */
  readonly strides?: Optional<Pair>;
  /** One number for all sides, or [top, bottom, left, right]; 0. Padding never wins. */
  readonly padding?: Optional<number | Sides>;
  /** Keep a last window that reaches over the edge, as Caffe does; false. */
  readonly ceil?: Optional<boolean>;
}

/** [N, H, W, C] to [N, H', W', C]. */
export class SkMaxPool2D extends SkLayer {
  static readonly className = 'SkMaxPool2D';
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Sides;
  readonly ceil: boolean;

  constructor(args: SkMaxPool2DArgs) {
    super(args);
    this.poolSize = pair(this.field('poolSize'), args.poolSize, 1);
    this.strides = pair(this.field('strides'), args.strides ?? [...this.poolSize], 1);
    this.padding = sides(this.field('padding'), args.padding ?? 0);
    this.ceil = flag(this.field('ceil'), args.ceil ?? false);
    if (this.padding.some((pad, side) => pad >= (this.poolSize[side < 2 ? 0 : 1] as number))) {
      throw new LayerConfigError(
        this.field('padding'),
        `less than the window of ${this.poolSize.join('x')}`,
        args.padding,
      );
    }
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, c] = input as [number, number, number, number];
    const [rows, columns] = [this.axis(0, h), this.axis(1, w)];
    const [x, y] = [n * h * w * c, n * rows.size * columns.size * c];
    return [
      {
        name: this.name,
        kind: 'pool',
        outputShape: [rows.size, columns.size, c],
        window: {
          kernel: this.poolSize,
          strides: this.strides,
          dilations: [1, 1],
          pads: this.padding,
          groups: c,
        },
        // The gradient looks for the largest value of each window again.
        cost: movingCost(x + y, y + 2 * x),
      },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = oneShape(inputShape) as [number, number | null, number | null, number];
    if (h === null || w === null) return [n, null, null, c];
    return [n, this.axis(0, h).size, this.axis(1, w).size, c];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Tensor4D;
      const rows = this.axis(0, x.shape[1]).pads;
      const columns = this.axis(1, x.shape[2]).pads;
      return tf.maxPool(x, [...this.poolSize], [...this.strides], [[0, 0], rows, columns, [0, 0]]);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { poolSize, strides, padding, ceil } = this;
    return {
      ...super.getConfig(),
      poolSize: [...poolSize],
      strides: [...strides],
      padding: [...padding],
      ceil,
    };
  }

  /** Rounding up is a few more rows of padding at the end: that much every backend understands. */
  private axis(axis: 0 | 1, length: number): { size: number; pads: [number, number] } {
    const [window, stride] = [this.poolSize[axis], this.strides[axis]];
    const [before, after] =
      axis === 0 ? [this.padding[0], this.padding[1]] : [this.padding[2], this.padding[3]];
    const room = length + before + after - window;
    if (room < 0)
      throw new LayerConfigError(this.field('poolSize'), `at most ${length + before + after} pixels`, window);
    let size = (this.ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // As Caffe and PyTorch: no window starts beyond the image.
    if (this.ceil && (size - 1) * stride >= length + before) size -= 1;
    const covered = (size - 1) * stride + window;
    return { size, pads: [before, Math.max(after, covered - length - before)] };
  }
}

registry.registerClass(SkMaxPool2D);
