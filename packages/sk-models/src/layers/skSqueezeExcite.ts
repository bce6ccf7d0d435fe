/** Squeeze and excitation, the attention that the paper compares with (its [12]): r = 16 on a unit's output in SENet. */

import * as tf from '@tensorflow/tfjs-core';
import {
  serialization as registry,
  type serialization,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { denseCost, exciteCost, fuse } from 'sk-core';
import { type Optional, whole } from './check.js';
import type { LayerPart } from './layerPart.js';
import { oneTensor, SkLayer, type SkLayerArgs, type WeightSpec } from './skLayer.js';

export interface SkSqueezeExciteArgs extends SkLayerArgs {
  /** r: the hidden layer has C / r units, at least one; 16. */
  readonly reduction?: Optional<number>;
}

/** [N, H, W, C] to the same, each channel scaled by 0 to 1. Weights: fc1 and fc2, with biases. */
export class SkSqueezeExcite extends SkLayer {
  static readonly className = 'SkSqueezeExcite';
  readonly reduction: number;

  constructor(args: SkSqueezeExciteArgs = {}) {
    super(args);
    this.reduction = whole(this.field('reduction'), args.reduction ?? 16, 1);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const channels = input.at(-1) as number;
    const width = this.width(channels);
    return [
      { name: 'fc1/kernel', shape: [channels, width], init: 'msra', trainable: true },
      { name: 'fc1/bias', shape: [width], init: 'zeros', trainable: true },
      { name: 'fc2/kernel', shape: [width, channels], init: 'msra', trainable: true },
      { name: 'fc2/bias', shape: [channels], init: 'zeros', trainable: true },
    ];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, ...outputShape] = input as [number, ...number[]];
    const channels = input.at(-1) as number;
    const width = this.width(channels);
    const pixels = outputShape.slice(0, -1).reduce((product, size) => product * size, 1);
    return [
      { name: `${this.name}/fc1`, kind: 'dense', outputShape: [width], cost: denseCost(n, channels, width) },
      {
        name: `${this.name}/fc2`,
        kind: 'dense',
        outputShape: [channels],
        cost: denseCost(n, width, channels),
      },
      {
        name: `${this.name}/scale`,
        kind: 'scale',
        outputShape,
        cost: exciteCost(n, pixels, channels),
      },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const [n, , , c] = x.shape as [number, number, number, number];
      const z = tf.relu(this.dense('fc1', fuse({ branches: [x] })));
      const scale = tf.sigmoid(this.dense('fc2', z));
      return tf.mul(x, tf.reshape(scale, [n, 1, 1, c]));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), reduction: this.reduction };
  }

  private dense(name: 'fc1' | 'fc2', x: Tensor): Tensor {
    return tf.add(
      tf.matMul(x as Tensor2D, this.read(`${name}/kernel`) as Tensor2D),
      this.read(`${name}/bias`),
    );
  }

  private width(channels: number): number {
    return Math.max(1, Math.floor(channels / this.reduction));
  }
}

registry.registerClass(SkSqueezeExcite);
