/** The tensors that TensorFlow holds, which tfjs does not count. */
import * as tf from '@tensorflow/tfjs-core';

/** The part of tfjs-node's backend that counts them. */
type Counting = tf.KernelBackend & { readonly binding: { getNumOfTensors(): number } };

/** Returns the number of TensorFlow's tensors, those that kernels keep included. */
export const heldByTensorflow = (): number => (tf.backend() as Counting).binding.getNumOfTensors();
