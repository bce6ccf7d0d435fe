/** Max pooling with the windows of PyTorch and Caffe; the authors' stem pools 3x3 at stride 2, pad 0, rounding up. */

import * as tf from '@tensorflow/tfjs-core';
import { serialization as registry, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { type Cost, movingCost } from 'sk-core';
import { oneTensor, type SettingNames } from './skLayer.js';
import { SkPool2D, type SkPool2DArgs, skPool2DArgs } from './skPool2D.js';

export type SkMaxPool2DArgs = SkPool2DArgs;

/** [N, H, W, C] to [N, H', W', C]. Padding never wins. */
export class SkMaxPool2D extends SkPool2D {
  static readonly className = 'SkMaxPool2D';
  static override readonly args: SettingNames = skPool2DArgs;

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Tensor4D;
      const rows = this.axis(0, x.shape[1]).pads;
      const columns = this.axis(1, x.shape[2]).pads;
      return tf.maxPool(x, [...this.poolSize], [...this.strides], [[0, 0], rows, columns, [0, 0]]);
    });
  }

  protected override cost(x: number, y: number): Cost {
    // The gradient looks for the largest value of each window again.
    return movingCost(x + y, y + 2 * x);
  }
}

registry.registerClass(SkMaxPool2D);
