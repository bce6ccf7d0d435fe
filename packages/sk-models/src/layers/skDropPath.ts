/** Drop path, also called stochastic depth (Huang et al., 2016): a residual branch is left out for some images. */
import { serialization as registry } from '@tensorflow/tfjs-core';
import type { OptionNames } from 'sk-core';
import { RandomLayer, type RandomLayerArgs } from './randomLayer.js';
import { type SettingNames, skLayerArgs } from './skLayer.js';

/** [N, ...] to the same: a share of the images becomes 0, the others are divided by 1 - rate, as timm's drop path does. */
export class SkDropPath extends RandomLayer {
  static readonly className = 'SkDropPath';
  static override readonly args: SettingNames = {
    rate: true,
    ...skLayerArgs,
  } satisfies OptionNames<RandomLayerArgs>;

  override drawnShape(input: readonly number[]): readonly number[] {
    return input.map((size, axis) => (axis === 0 ? size : 1));
  }
}

registry.registerClass(SkDropPath);
