/** The check whether gradients have overflowed, made where they are. */
import * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from '../contract/plugins.js';

/**
 * Returns a tensor [1] of float32: 1 where all values of all tensors are finite, 0 where one is infinite or NaN. The host
 * reads nothing.
 *
 * @param tensors Of float32, one at least.
 */
export function areFinite(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const filled = tensors.filter(({ size }) => size > 0);
  const plugin = pluginOf();
  if (plugin?.areFinite !== undefined && filled.length > 0) return plugin.areFinite(filled) as tf.Tensor1D;
  return tf.tidy(() => {
    const each = filled.map((tensor) => tf.reshape(tf.all(tf.isFinite(tensor)), [1]));
    return tf.cast(tf.reshape(tf.all(tf.concat([tf.ones([1], 'bool'), ...each])), [1]), 'float32');
  });
}
