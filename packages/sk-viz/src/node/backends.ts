/** The backends that the command can start; their packages are loaded when one is asked for. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendCandidate } from 'sk-core';

/**
 * In order of preference.
 * @param allowSoftware Whether a WebGPU adapter that computes on the processor will do.
 */
export const backendCandidates = (allowSoftware: boolean): readonly BackendCandidate[] => [
  {
    name: 'wasm',
    package: 'sk-backend-wasm',
    start: async () => (await import('sk-backend-wasm/node')).start(),
  },
  {
    name: 'webgpu',
    package: 'sk-backend-webgpu',
    start: async () => (await import('sk-backend-webgpu/node')).start({ allowSoftware }),
  },
  {
    name: 'cpu',
    package: '@tensorflow/tfjs-backend-cpu',
    start: async () => {
      await import('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
    },
  },
];
