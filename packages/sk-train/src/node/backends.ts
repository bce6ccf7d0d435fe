/** The backends that the command can start; their packages are loaded when one is asked for. */
import type { BackendCandidate } from 'sk-core';

async function notThereYet(name: string): Promise<never> {
  throw new Error(`the ${name} backend is not there yet; take wasm or cpu`);
}

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
      const tf = await import('@tensorflow/tfjs-core');
      await tf.setBackend('cpu');
    },
  },
  { name: 'webgpu', package: 'sk-backend-webgpu', start: () => notThereYet('webgpu') },
  { name: 'tensorflow', package: 'sk-backend-node', start: () => notThereYet('tensorflow') },
];
