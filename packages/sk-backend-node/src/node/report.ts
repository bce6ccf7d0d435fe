/** The report of the TensorFlow that a started backend computes on. */
import * as tf from '@tensorflow/tfjs-core';
import { capabilitiesOf } from '../tensorflow/capabilities.js';
import type { NodeBackend } from '../tensorflow/nodeBackend.js';
import { BindingError } from './binding/bindingError.js';

export interface TensorflowReport {
  /** The version of TensorFlow. */
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
  /** Whether TensorFlow has the gradients of grouped and dilated convolutions; elsewhere composites compute them. */
  readonly groupedGradients: boolean;
  /** Whether the binding has this package's operations; elsewhere several of TensorFlow take the place of each. */
  readonly fusedOperations: boolean;
}

/** @throws BindingError before the start of the backend */
export function tensorflowReport(): TensorflowReport {
  const backend = tf.engine().registry['tensorflow'] as NodeBackend | undefined;
  if (backend === undefined) throw new BindingError('tensorflow: has not started: await start()');
  const { gpu, groupedGradients, fusedOperations } = capabilitiesOf(backend);
  const { TF_Version: version } = backend.binding;
  return { version, device: gpu ? 'gpu' : 'cpu', groupedGradients, fusedOperations };
}
