/** The base of pools: windows as in PyTorch and Caffe, padding for each side, and a last window that may be rounded up. */
import type { serialization } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import type { Cost, OptionNames, Pair } from 'sk-core';
import { flag, type Optional, pair, type Sides, sides } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { imageShape } from './shape.js';
import { oneShape, SkLayer, type SkLayerArgs, skLayerArgs, type WeightSpec } from './skLayer.js';

export interface SkPool2DArgs extends SkLayerArgs {
  readonly poolSize: Pair;
  /** By default the pool's size. */
  readonly strides?: Optional<Pair>;
  /** One number for all sides, or [top, bottom, left, right]; 0. */
  readonly padding?: Optional<number | Sides>;
  /** Keep a last window that reaches over the edge, as Caffe does; false. */
  readonly ceil?: Optional<boolean>;
}

export const skPool2DArgs: OptionNames<SkPool2DArgs> = {
  poolSize: true,
  strides: true,
  padding: true,
  ceil: true,
  ...skLayerArgs,
};

/** The windows along one axis. */
export interface PoolAxis {
  readonly size: number;
  /** Rounding up becomes more rows of padding at the end, which every backend understands. */
  readonly pads: [before: number, after: number];
}

/** [N, H, W, C] to [N, H', W', C]. */
export abstract class SkPool2D extends SkLayer {
  readonly poolSize: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Sides;
  readonly ceil: boolean;

  constructor(args: SkPool2DArgs) {
    super(args);
    this.poolSize = pair(this.field('poolSize'), args.poolSize, 1);
    this.strides = pair(this.field('strides'), args.strides ?? [...this.poolSize], 1);
    this.padding = sides(this.field('padding'), args.padding ?? 0);
    this.ceil = flag(this.field('ceil'), args.ceil ?? false);
    if (([0, 1] as const).some((axis) => Math.max(...this.sidesOf(axis)) >= this.poolSize[axis])) {
      throw new LayerConfigError(
        this.field('padding'),
        `less than the window of ${this.poolSize.join('x')}`,
        args.padding,
      );
    }
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  /** @param x Values that the pool reads. @param y Values that it writes. */
  protected abstract cost(x: number, y: number): Cost;

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, c] = imageShape(input);
    const [rows, columns] = [this.axis(0, h), this.axis(1, w)];
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
        cost: this.cost(n * h * w * c, n * rows.size * columns.size * c),
      },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = oneShape(inputShape) as [number, number | null, number | null, number];
    if (h === null || w === null) return [n, null, null, c];
    return [n, this.axis(0, h).size, this.axis(1, w).size, c];
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

  /** Returns the padding before and after an axis. */
  protected sidesOf(axis: 0 | 1): readonly [before: number, after: number] {
    const [top, bottom, left, right] = this.padding;
    return axis === 0 ? [top, bottom] : [left, right];
  }

  /** Places the windows along an axis. @throws LayerConfigError where there is no room for one. */
  protected axis(axis: 0 | 1, length: number): PoolAxis {
    const [window, stride] = [this.poolSize[axis], this.strides[axis]];
    const [before, after] = this.sidesOf(axis);
    const room = length + before + after - window;
    let size = (this.ceil ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    if (size < 1) {
      throw new LayerConfigError(this.field('poolSize'), `at most ${length + before + after} pixels`, window);
    }
    // As in Caffe and PyTorch: no window starts beyond the image.
    if (this.ceil && (size - 1) * stride >= length + before) size--;
    const covered = (size - 1) * stride + window;
    return { size, pads: [before, Math.max(after, covered - length - before)] };
  }
}
