/** A convolution for inference: batch norm is folded into it, and it can end a residual unit by an addition and a ReLU. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type serialization, type Tensor } from '@tensorflow/tfjs-core';
import { InputSpec } from '@tensorflow/tfjs-layers';
import { fusedGroupedConv2d, type OptionNames } from 'sk-core';
import { flag, type Optional, oneOf } from './check.js';
import { SkGroupedConv2D, type SkGroupedConv2DArgs, skGroupedConv2DArgs } from './skGroupedConv2D.js';
import type { SettingNames } from './skLayer.js';

const fusedActivations = ['linear', 'relu'] as const;
export type FusedActivation = (typeof fusedActivations)[number];

export interface SkFusedConv2DArgs extends Omit<SkGroupedConv2DArgs, 'useBias'> {
  /** 'linear'. */
  readonly activation?: Optional<FusedActivation>;
  /** Read a second input, of the output's shape, and add it before the activation; false. */
  readonly residual?: Optional<boolean>;
}

const { useBias: _, ...convArgs } = skGroupedConv2DArgs;

/**
 * [N, H, W, C], and with `residual` [N, H', W', filters] beside it, to [N, H', W', filters] in one op. Weights: kernel
 * [kh, kw, C / groups, filters] and bias [filters], which can be trained.
 */
export class SkFusedConv2D extends SkGroupedConv2D {
  static override readonly className: string = 'SkFusedConv2D';
  static override readonly args: SettingNames = {
    activation: true,
    residual: true,
    ...convArgs,
  } satisfies OptionNames<SkFusedConv2DArgs>;
  readonly activation: FusedActivation;
  readonly residual: boolean;

  constructor(args: SkFusedConv2DArgs) {
    super(args);
    this.activation = oneOf(this.field('activation'), args.activation ?? 'linear', fusedActivations);
    this.residual = flag(this.field('residual'), args.residual ?? false);
    const inputs = this.residual ? ['x', 'addend'] : ['x'];
    this.inputSpec = inputs.map(() => new InputSpec({ ndim: 4 }));
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const [x, ...addends] = [inputs].flat() as [Tensor, ...Tensor[]];
      const [filter, bias] = [this.read('kernel'), this.read('bias')];
      const { activation } = this;
      return fusedGroupedConv2d(
        { x, filter, bias, addends },
        { ...this.attrs(x.shape, filter.shape), activation },
      );
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { activation, residual } = this;
    const { useBias: _, ...config } = super.getConfig();
    return { ...config, activation, residual };
  }
}

registry.registerClass(SkFusedConv2D);
