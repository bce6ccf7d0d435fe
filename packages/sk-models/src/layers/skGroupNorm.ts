/** Group normalisation: each image by the mean and variance of groups of its channels (Wu and He, 2018). */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type OptionNames } from 'sk-core';
import { flag, type Optional, positive, whole } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import type { LayerPart } from './layerPart.js';
import { channelsOf, sizeOf } from './shape.js';
import {
  oneShape,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

export interface SkGroupNormArgs extends SkLayerArgs {
  /** Divides the number of channels; 32. -1 makes a group of each channel. */
  readonly groups?: Optional<number>;
  /** Added to the variance; 1e-3. */
  readonly epsilon?: Optional<number>;
  /** Learn a factor for each channel; true. */
  readonly scale?: Optional<boolean>;
  /** Learn an offset for each channel; true. */
  readonly center?: Optional<boolean>;
}

/** [N, ..., C] to [N, ..., C], in training as at inference. */
export class SkGroupNorm extends SkLayer {
  static readonly className = 'SkGroupNorm';
  static override readonly args: SettingNames = {
    groups: true,
    epsilon: true,
    scale: true,
    center: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkGroupNormArgs>;
  readonly groups: number;
  readonly epsilon: number;
  readonly scale: boolean;
  readonly center: boolean;

  constructor(args: SkGroupNormArgs = {}) {
    super(args);
    const { groups, epsilon, scale, center } = args;
    this.groups = groups === -1 ? -1 : whole(this.field('groups'), groups ?? 32, 1);
    this.epsilon = positive(this.field('epsilon'), epsilon ?? 1e-3);
    this.scale = flag(this.field('scale'), scale ?? true);
    this.center = flag(this.field('center'), center ?? true);
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    const shape = [channelsOf(input)];
    return [
      ...(this.scale ? [{ name: 'gamma', shape, init: 'ones', trainable: true } as const] : []),
      ...(this.center ? [{ name: 'beta', shape, init: 'zeros', trainable: true } as const] : []),
    ];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [, ...outputShape] = input;
    const values = sizeOf(input);
    const parameters = channelsOf(input) * (Number(this.scale) + Number(this.center));
    const cost = { ...movingCost(2 * values + parameters, 3 * values + 2 * parameters), parameters };
    return [{ name: this.name, kind: 'scale', outputShape, cost }];
  }

  /** Returns how many groups that many channels make. @throws LayerConfigError where they leave a rest. */
  groupsOf(channels: number): number {
    const groups = this.groups === -1 ? channels : this.groups;
    if (channels % groups === 0) return groups;
    throw new LayerConfigError(this.field('groups'), `a divisor of the ${channels} channels`, groups);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = oneShape(inputShape);
    this.groupsOf(channelsOf(shape));
    return shape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const channels = channelsOf(x.shape);
      const groups = this.groupsOf(channels);
      const [images = 0] = x.shape;
      const grouped = tf.reshape(x, [images, -1, groups, channels / groups]);
      const { mean, variance } = tf.moments(grouped, [1, 3], true);
      const normal = tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, this.epsilon)));
      const y = tf.reshape(normal, x.shape);
      const scaled = this.scale ? tf.mul(y, this.read('gamma')) : y;
      return this.center ? tf.add(scaled, this.read('beta')) : scaled;
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { groups, epsilon, scale, center } = this;
    return { ...super.getConfig(), groups, epsilon, scale, center };
  }
}

registry.registerClass(SkGroupNorm);
