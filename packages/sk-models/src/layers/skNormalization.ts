/** Subtracts a mean and divides by a deviation, which are settings or weights: Keras's Normalization. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type OptionNames } from 'sk-core';
import { flag, numberOrList, type Optional } from './check.js';
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

type Numbers = number | readonly number[];

export interface SkNormalizationArgs extends SkLayerArgs {
  /** One number, or one for each channel. Without mean and variance both are weights, which no training changes. */
  readonly mean?: Optional<Numbers>;
  readonly variance?: Optional<Numbers>;
  /** Weights are one for each channel; false makes them one for everything. true */
  readonly perChannel?: Optional<boolean>;
  /** Multiply by the deviation and add the mean; false. */
  readonly invert?: Optional<boolean>;
}

/** [..., C] to [..., C]. */
export class SkNormalization extends SkLayer {
  static readonly className = 'SkNormalization';
  static override readonly args: SettingNames = {
    mean: true,
    variance: true,
    perChannel: true,
    invert: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkNormalizationArgs>;
  /** The least deviation: what is constant is not divided by 0. */
  static readonly leastDeviation = 1e-7;
  /** Undefined where both are weights. */
  readonly statistics: { readonly mean: Numbers; readonly variance: Numbers } | undefined;
  readonly perChannel: boolean;
  readonly invert: boolean;

  constructor(args: SkNormalizationArgs = {}) {
    super(args);
    const { mean, variance, perChannel, invert } = args;
    if ((mean == null) !== (variance == null)) {
      throw new LayerConfigError(this.field('mean'), 'a variance beside it, or neither', mean ?? null);
    }
    this.statistics =
      mean == null || variance == null
        ? undefined
        : {
            mean: numberOrList(this.field('mean'), mean),
            variance: numberOrList(this.field('variance'), variance),
          };
    this.perChannel = flag(this.field('perChannel'), perChannel ?? true);
    this.invert = flag(this.field('invert'), invert ?? false);
  }

  override weightSpecs(input: readonly number[]): readonly WeightSpec[] {
    if (this.statistics !== undefined) return [];
    const shape = this.perChannel ? [channelsOf(input)] : [];
    return [
      { name: 'mean', shape, init: 'zeros', trainable: false },
      { name: 'variance', shape, init: 'ones', trainable: false },
    ];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [, ...outputShape] = input;
    const values = sizeOf(input);
    const statistics = this.weightSpecs(input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const cost = { ...movingCost(2 * values + statistics, 2 * values + statistics), statistics };
    return [{ name: this.name, kind: 'scale', outputShape, cost }];
  }

  /** @throws LayerConfigError where there are more or fewer numbers than channels. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = oneShape(inputShape);
    for (const [name, numbers] of Object.entries(this.statistics ?? {})) {
      const { length = 1 } = Array.isArray(numbers) ? numbers : [0];
      if (length === 1 || length === shape.at(-1)) continue;
      throw new LayerConfigError(
        this.field(name),
        `one number for each of ${shape.at(-1)} channels`,
        numbers,
      );
    }
    return shape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs);
      const [mean, variance] =
        this.statistics === undefined
          ? [this.read('mean'), this.read('variance')]
          : [constant(this.statistics.mean), constant(this.statistics.variance)];
      const deviation = tf.maximum(tf.sqrt(variance), SkNormalization.leastDeviation);
      return this.invert ? tf.add(tf.mul(x, deviation), mean) : tf.div(tf.sub(x, mean), deviation);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { perChannel, invert, statistics } = this;
    const plain = (numbers: Numbers): number | number[] =>
      typeof numbers === 'number' ? numbers : [...numbers];
    return {
      ...super.getConfig(),
      ...(statistics !== undefined && {
        mean: plain(statistics.mean),
        variance: plain(statistics.variance),
      }),
      perChannel,
      invert,
    };
  }
}

const constant = (numbers: Numbers): Tensor =>
  typeof numbers === 'number' ? tf.scalar(numbers) : tf.tensor1d([...numbers]);

registry.registerClass(SkNormalization);
