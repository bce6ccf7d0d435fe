/** Mixes the channels of groups, as ShuffleNet does between grouped convolutions (the paper's [54]). */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { channelShuffle, movingCost, type OptionNames } from 'sk-core';
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

export interface SkChannelShuffleArgs extends SkLayerArgs {
  readonly groups: number;
}

/** [N, H, W, C] to the same: channel g * (C / groups) + i becomes channel i * groups + g. */
export class SkChannelShuffle extends SkLayer {
  static readonly className = 'SkChannelShuffle';
  static override readonly args: SettingNames = {
    groups: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkChannelShuffleArgs>;
  readonly groups: number;

  constructor(args: SkChannelShuffleArgs) {
    super(args);
    this.groups = whole(this.field('groups'), args.groups, 1);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const size = sizeOf(input);
    return [
      { name: this.name, kind: 'other', outputShape: input.slice(1), cost: movingCost(2 * size, 2 * size) },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    const channels = channelsOf(oneShape(inputShape));
    if (channels % this.groups !== 0) {
      throw new LayerConfigError(
        this.field('groups'),
        `a divisor of ${channels} input channels`,
        this.groups,
      );
    }
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => channelShuffle({ x: oneTensor(inputs) }, { groups: this.groups }));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups };
  }
}

registry.registerClass(SkChannelShuffle);
