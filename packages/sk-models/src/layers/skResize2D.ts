/** Bilinear resizing that keeps the corners where they are, as the soft masks of residual attention need (the paper's [44]). */

import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type OptionNames, type Pair } from 'sk-core';
import { pair } from './check.js';
import type { LayerPart } from './layerPart.js';
import { type PixelPlace, resizeLinear } from './resizeLinear.js';
import { channelsOf, imageShape } from './shape.js';
import {
  oneShape,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export interface SkResize2DArgs extends SkLayerArgs {
  /** Size of the output in pixels: one number for both directions, or [height, width]. */
  readonly size: Pair;
}

/** [N, H, W, C] to [N, ...size, C]. Corner pixels keep their values, as with PyTorch's `align_corners=True`. */
export class SkResize2D extends SkLayer {
  static readonly className = 'SkResize2D';
  static override readonly args: SettingNames = {
    size: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkResize2DArgs>;
  readonly size: readonly [number, number];

  constructor(args: SkResize2DArgs) {
    super(args);
    this.size = pair(this.field('size'), args.size, 1);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, c] = imageShape(input);
    const outputShape = [...this.size, c];
    const [height, width] = this.size;
    const [x, y] = [n * h * w * c, n * height * width * c];
    return [{ name: this.name, kind: 'other', outputShape, cost: movingCost(x + y, y + x) }];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = oneShape(inputShape);
    const [batch = null] = shape;
    return [batch, ...this.size, channelsOf(shape)];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return resizeLinear(oneTensor(inputs), this.size, cornersStay);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), size: [...this.size] };
  }
}

const cornersStay: PixelPlace = (output, length, outputs) =>
  outputs === 1 ? 0 : (output * (length - 1)) / (outputs - 1);

registry.registerClass(SkResize2D);
