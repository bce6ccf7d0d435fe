/** Takes a range of channels: ShuffleNetV2 changes one half of them in each unit and keeps the other (the paper's [27]). */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type OptionNames } from 'sk-core';
import { whole } from './check.js';
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

export interface SkChannelSliceArgs extends SkLayerArgs {
  /** The first channel, counted from 0. */
  readonly from: number;
  /** The channel after the last. */
  readonly to: number;
}

/** [..., C] to [..., to - from]. */
export class SkChannelSlice extends SkLayer {
  static readonly className = 'SkChannelSlice';
  static override readonly args: SettingNames = {
    from: true,
    to: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkChannelSliceArgs>;
  readonly from: number;
  readonly to: number;

  constructor(args: SkChannelSliceArgs) {
    super(args);
    this.from = whole(this.field('from'), args.from, 0);
    this.to = whole(this.field('to'), args.to, this.from + 1);
  }

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const output = this.#sliced(input);
    // The gradient is padded with zeros.
    const cost = movingCost(2 * sizeOf(output), sizeOf(output) + sizeOf(input));
    return [{ name: this.name, kind: 'other', outputShape: output.slice(1), cost }];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return this.#sliced(oneShape(inputShape));
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = oneTensor(inputs);
    const begin = x.shape.map((_, axis) => (axis === x.rank - 1 ? this.from : 0));
    return tf.tidy(() => tf.slice(x, begin, this.#sliced(x.shape)));
  }

  override getConfig(): serialization.ConfigDict {
    const { from, to } = this;
    return { ...super.getConfig(), from, to };
  }

  /** Returns the shape of the output for that of an input. */
  #sliced(input: readonly number[]): number[] {
    const channels = channelsOf(input);
    if (this.to > channels) {
      throw new LayerConfigError(this.field('to'), `at most the ${channels} channels of the input`, this.to);
    }
    return [...input.slice(0, -1), this.to - this.from];
  }
}

registry.registerClass(SkChannelSlice);
