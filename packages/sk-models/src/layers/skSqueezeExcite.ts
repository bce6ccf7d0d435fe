/** Squeeze and excitation, the attention that the paper compares with (its [12]): r = 16 on a unit's output in SENet. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { exciteCost, fuse, type OptionNames } from 'sk-core';
import { type Optional, whole } from './check.js';
import { dense, densePart, denseSpecs } from './dense.js';
import type { LayerPart } from './layerPart.js';
import { channelsOf, imageShape } from './shape.js';
import {
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export interface SkSqueezeExciteArgs extends SkLayerArgs {
  /** r: the hidden layer has C / r units, at least one; 16. */
  readonly reduction?: Optional<number>;
}

/** [N, H, W, C] to the same, each channel scaled by 0 to 1. Weights: fc1 and fc2, with biases. */
export class SkSqueezeExcite extends SkLayer {
  static readonly className = 'SkSqueezeExcite';
  static override readonly args: SettingNames = {
    reduction: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkSqueezeExciteArgs>;
  readonly reduction: number;

  constructor(args: SkSqueezeExciteArgs = {}) {
    super(args);
    this.reduction = whole(this.field('reduction'), args.reduction ?? 16, 1);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const channels = channelsOf(input);
    const width = this.#width(channels);
    return [...denseSpecs('fc1', channels, width), ...denseSpecs('fc2', width, channels)];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, channels] = imageShape(input);
    const width = this.#width(channels);
    return [
      densePart(`${this.name}/fc1`, n, channels, width),
      densePart(`${this.name}/fc2`, n, width, channels),
      {
        name: `${this.name}/scale`,
        kind: 'scale',
        outputShape: [h, w, channels],
        cost: exciteCost(n, h * w, channels),
      },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const [n, , , c] = imageShape(x.shape);
      const z = tf.relu(dense('fc1', fuse({ branches: [x] }), this.#weight));
      const scale = tf.sigmoid(dense('fc2', z, this.#weight));
      return tf.mul(x, tf.reshape(scale, [n, 1, 1, c]));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), reduction: this.reduction };
  }

  readonly #weight = (name: string): Tensor => this.read(name);

  #width(channels: number): number {
    return Math.max(1, Math.floor(channels / this.reduction));
  }
}

registry.registerClass(SkSqueezeExcite);
