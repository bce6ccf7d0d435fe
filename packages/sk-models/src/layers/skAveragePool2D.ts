/** Average pooling with the windows of PyTorch; ShuffleNet's shortcuts are 3x3 at stride 2, padded by 1 (the paper's [54]). */

import * as tf from '@tensorflow/tfjs-core';
import {
  serialization as registry,
  type serialization,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { type Cost, movingCost, type OptionNames } from 'sk-core';
import { flag, type Optional } from './check.js';
import { oneTensor, type SettingNames } from './skLayer.js';
import { SkPool2D, type SkPool2DArgs, skPool2DArgs } from './skPool2D.js';

export interface SkAveragePool2DArgs extends SkPool2DArgs {
  /** Count padding as pixels of 0, as PyTorch does; false averages the pixels of the image. true. */
  readonly countIncludePad?: Optional<boolean>;
}

/** [N, H, W, C] to [N, H', W', C]. Pixels that rounding up adds beyond the padding are never counted. */
export class SkAveragePool2D extends SkPool2D {
  static readonly className = 'SkAveragePool2D';
  static override readonly args: SettingNames = {
    countIncludePad: true,
    ...skPool2DArgs,
  } satisfies OptionNames<SkAveragePool2DArgs>;
  readonly countIncludePad: boolean;

  constructor(args: SkAveragePool2DArgs) {
    super(args);
    this.countIncludePad = flag(this.field('countIncludePad'), args.countIncludePad ?? true);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Tensor4D;
      const [rows, columns] = [this.axis(0, x.shape[1]), this.axis(1, x.shape[2])];
      // Not with the padding of tf.avgPool, whose gradient divides by the whole window even where padding was left out.
      const padded = tf.pad(x, [[0, 0], rows.pads, columns.pads, [0, 0]]);
      const y = tf.avgPool(padded, [...this.poolSize], [...this.strides], 'valid');
      const shares = [this.#shares(0, x.shape[1]), this.#shares(1, x.shape[2])] as const;
      if (shares.flat().every((share) => share === 1)) return y;
      const scale = tf.outerProduct(shares[0], shares[1]);
      return tf.mul(y, tf.reshape(scale, [1, rows.size, columns.size, 1]));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), countIncludePad: this.countIncludePad };
  }

  protected override cost(x: number, y: number): Cost {
    return movingCost(x + y, y + x);
  }

  /** Returns, for each window along an axis, its length over the pixels of it that count. */
  #shares(axis: 0 | 1, length: number): number[] {
    const [window, stride] = [this.poolSize[axis], this.strides[axis]];
    const [before, after] = this.sidesOf(axis);
    const [first, last] = this.countIncludePad ? [-before, length + after] : [0, length];
    return Array.from({ length: this.axis(axis, length).size }, (_, i) => {
      const start = i * stride - before;
      return window / (Math.min(start + window, last) - Math.max(start, first));
    });
  }
}

registry.registerClass(SkAveragePool2D);
