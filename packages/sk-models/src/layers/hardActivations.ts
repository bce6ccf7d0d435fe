/**
 * The hard sigmoid and the hard SiLU of MobileNetV3, for the `activation` of any layer of TensorFlow.js, which has a hard
 * sigmoid of another slope. Importing this file registers them under the names that {@link hardActivations} lists.
 */
import * as tf from '@tensorflow/tfjs-core';
import { serialization, type Tensor } from '@tensorflow/tfjs-core';

/** The names of the activations, as a layer's configuration has them. */
export const hardActivations = { sigmoid: 'skHardSigmoid', silu: 'skHardSilu' } as const;

abstract class HardActivation extends serialization.Serializable {
  abstract apply(x: Tensor): Tensor;

  override getConfig(): serialization.ConfigDict {
    return {};
  }
}

/** relu6(x + 3) / 6. */
class SkHardSigmoid extends HardActivation {
  static readonly className = hardActivations.sigmoid;

  override apply(x: Tensor): Tensor {
    return tf.tidy(() => tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6));
  }
}

/** x relu6(x + 3) / 6. */
class SkHardSilu extends HardActivation {
  static readonly className = hardActivations.silu;

  override apply(x: Tensor): Tensor {
    return tf.tidy(() => tf.mul(x, tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6)));
  }
}

serialization.registerClass(SkHardSigmoid);
serialization.registerClass(SkHardSilu);
