/** Starts TensorFlow.js on the backend that the user chose. */
import * as tf from '@tensorflow/tfjs-core';
// Brings the gradients of tfjs's own ops, which the core alone does not have.
import '@tensorflow/tfjs-layers';
import { type StartedBackend, startBackend } from 'sk-core';
import { backendCandidates } from '../backends.js';
import type { BackendOptions } from './options.js';

/** @throws BackendError where it does not start */
export async function startTensorFlow({
  backend,
  allowSoftware = false,
  ...settings
}: BackendOptions): Promise<StartedBackend> {
  // Or the cpu backend advertises another package on standard error.
  tf.enableProdMode();
  // A GPU that is none is slower than wasm: it is never the fastest that starts.
  const candidates = backendCandidates({
    ...settings,
    allowSoftware: allowSoftware && backend === 'webgpu',
  });
  return await startBackend(backend, candidates);
}
