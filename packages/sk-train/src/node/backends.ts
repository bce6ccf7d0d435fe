/** The backends that the command can start; their packages are loaded when one is asked for. */
import { availableParallelism } from 'node:os';
import type { BackendCandidate } from 'sk-core';

async function notThereYet(name: string): Promise<never> {
  throw new Error(`the ${name} backend is not there yet; take wasm or cpu`);
}

/** Threads that compute unless the user says otherwise: what lies beyond gains little. */
export const defaultThreads = (): number => Math.min(4, availableParallelism());

/**
 * In order of preference.
 * @param threads For backends that compute on the processor and can use several.
 */
export const backendCandidates = (threads: number): readonly BackendCandidate[] => [
  {
    name: 'wasm',
    package: 'sk-backend-wasm',
    start: async () => (await import('sk-backend-wasm/node')).start({ threads }),
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
