/** The backends that the command can start; their packages are loaded when one is asked for. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendCandidate } from 'sk-core';

/** In order of preference. */
export const backendCandidates: readonly BackendCandidate[] = [
  {
    name: 'wasm',
    package: 'sk-backend-wasm',
    start: async () => (await import('sk-backend-wasm/node')).start(),
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
