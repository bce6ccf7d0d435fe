/** The backends that the command can start; their packages are loaded when one is asked for. */
import { availableParallelism } from 'node:os';
import type { BackendCandidate } from 'sk-core';

export interface BackendSettings {
  /** For backends that compute on the processor and can use several. */
  readonly threads?: number;
  /** Of WebGPU: the adapter's index, or a part of its name. */
  readonly adapter?: number | string;
  readonly power?: 'high-performance' | 'low-power';
  /** Of WebGPU: whether an adapter that computes on the processor will do. */
  readonly allowSoftware?: boolean;
}

/** A GPU, as its driver tells. */
export interface DeviceReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Name and version, where the system tells. */
  readonly driver?: string;
  /** Whether it computes on the processor after all. */
  readonly software: boolean;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
}

export interface Candidate extends BackendCandidate {
  /** What computes, where it is not the processor. Once it has started. */
  readonly device?: () => Promise<DeviceReport>;
}

async function notThereYet(name: string): Promise<never> {
  throw new Error(`the ${name} backend is not there yet; take wasm or cpu`);
}

/** Threads that compute unless the user says otherwise: what lies beyond gains little. */
const defaultThreads = (): number => Math.min(4, availableParallelism());

/** In order of preference. */
export const backendCandidates = ({
  threads = defaultThreads(),
  adapter,
  power,
  allowSoftware = false,
}: BackendSettings): readonly Candidate[] => [
  {
    name: 'webgpu',
    package: 'sk-backend-webgpu',
    start: async () => {
      const { start } = await installed(() => import('sk-backend-webgpu/node'));
      await start({ ...(adapter !== undefined && { adapter }), ...(power && { power }), allowSoftware });
    },
    device: async () => (await import('sk-backend-webgpu')).adapterReport(),
  },
  {
    name: 'wasm',
    package: 'sk-backend-wasm',
    start: async () => (await installed(() => import('sk-backend-wasm/node'))).start({ threads }),
  },
  {
    name: 'cpu',
    package: '@tensorflow/tfjs-backend-cpu',
    start: async () => {
      await installed(() => import('@tensorflow/tfjs-backend-cpu'));
      const tf = await import('@tensorflow/tfjs-core');
      await tf.setBackend('cpu');
    },
  },
  { name: 'tensorflow', package: 'sk-backend-node', start: () => notThereYet('tensorflow') },
];

/** Says which package is missing, and not where it was looked for. */
async function installed<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const missing = /Cannot find package '([^']+)'/.exec((error as Error).message)?.[1];
    throw missing === undefined ? error : new Error(`${missing} is not installed`, { cause: error });
  }
}
