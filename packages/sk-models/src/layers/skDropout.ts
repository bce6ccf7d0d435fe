/** Dropout (Srivastava et al., 2014). */
import { serialization as registry, type serialization } from '@tensorflow/tfjs-core';
import { elementAt, type OptionNames } from 'sk-core';
import { type Optional, openShape } from './check.js';
import { LayerConfigError } from './layerConfigError.js';
import { RandomLayer, type RandomLayerArgs } from './randomLayer.js';
import { type SettingNames, skLayerArgs } from './skLayer.js';

export interface SkDropoutArgs extends RandomLayerArgs {
  /** Sizes of 1 where values are dropped together, null where each is alone: [null, 1, 1, null] for whole channels. */
  readonly noiseShape?: Optional<readonly (number | null)[]>;
}

/** [N, ...] to the same: a share of the values becomes 0, the others are divided by 1 - rate. */
export class SkDropout extends RandomLayer {
  static readonly className = 'SkDropout';
  static override readonly args: SettingNames = {
    rate: true,
    noiseShape: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkDropoutArgs>;
  readonly noiseShape: readonly (number | null)[] | undefined;

  constructor(args: SkDropoutArgs) {
    super(args);
    const { noiseShape } = args;
    this.noiseShape = noiseShape == null ? undefined : openShape(this.field('noiseShape'), noiseShape);
  }

  override drawnShape(input: readonly number[]): readonly number[] {
    if (this.noiseShape === undefined) return input;
    const drawn = this.noiseShape.map((size, axis) => size ?? input[axis] ?? 1);
    const fits = drawn.every((size, axis) => size === 1 || size === elementAt(input, axis));
    if (drawn.length === input.length && fits) return drawn;
    throw new LayerConfigError(this.field('noiseShape'), `sizes of 1 or of [${input}]`, this.noiseShape);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.noiseShape && { noiseShape: [...this.noiseShape] }) };
  }
}

registry.registerClass(SkDropout);
