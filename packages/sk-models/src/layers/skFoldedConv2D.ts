/** The SK convolution for inference: batch norms are folded into the branches and into the first fully connected layer. */

import * as tf from '@tensorflow/tfjs-core';
import {
  serialization as registry,
  type serialization,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { elementAt, fusedGroupedConv2d, type OptionNames } from 'sk-core';
import type { LayerPart } from './layerPart.js';
import { branchAttrs, paddingShift } from './skBranch.js';
import { SkConv2D, type SkConv2DArgs, skConv2DArgs } from './skConv2D.js';
import { skConvParts } from './skConvParts.js';
import type { SettingNames, WeightSpec } from './skLayer.js';

export type SkFoldedConv2DArgs = Omit<SkConv2DArgs, 'momentum' | 'epsilon'>;

const { momentum: _, epsilon: __, ...foldedArgs } = skConv2DArgs;

/**
 * The same function as {@link SkConv2D} with the running statistics of its batch norms. In place of each batch norm it has
 * one weight: `branch<m>/bias` [filters] and `fc1/bias` [d]. All weights can be trained.
 */
export class SkFoldedConv2D extends SkConv2D {
  static override readonly className: string = 'SkFoldedConv2D';
  static override readonly args: SettingNames = foldedArgs satisfies OptionNames<SkFoldedConv2DArgs>;

  constructor(args: SkFoldedConv2DArgs) {
    super(args);
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    return skConvParts(this, this.branchInput(input), 'bias');
  }

  override getConfig(): serialization.ConfigDict {
    const { momentum: _, epsilon: __, ...config } = super.getConfig();
    return config;
  }

  protected override convolve(x: Tensor, m: number): Tensor {
    const branch = elementAt(this.branches, m);
    const [filter, bias] = [this.read(`branch${m}/kernel`), this.read(`branch${m}/bias`)];
    const { activation } = branch;
    return fusedGroupedConv2d(
      { x, filter, bias, addends: [] },
      { ...branchAttrs(branch, this.strides, paddingShift(this, x.shape)), activation },
    );
  }

  /** It has no batch norm. */
  protected override trainedNorm(): undefined {
    return undefined;
  }

  protected override squeeze(s: Tensor2D): Tensor2D {
    const b = this.read('fc1/kernel') as Tensor2D;
    return tf.fused.matMul({ a: s, b, bias: this.read('fc1/bias'), activation: 'relu' }) as Tensor2D;
  }

  protected override shiftSpecs(prefix: string, channels: number): WeightSpec[] {
    return [{ name: `${prefix}bias`, shape: [channels], init: 'zeros', trainable: true }];
  }
}

registry.registerClass(SkFoldedConv2D);
