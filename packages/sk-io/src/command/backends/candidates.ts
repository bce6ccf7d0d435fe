/** The backends that a command can start. Their packages are optional peers, loaded when one is started. */
import { availableParallelism } from 'node:os';
import type { BackendCandidate } from 'sk-core';

export interface BackendSettings {
  /** Threads of wasm. */
  readonly threads?: number;
  /** The adapter of WebGPU: its index, or a part of its name. */
  readonly adapter?: number | string;
  readonly power?: 'high-performance' | 'low-power';
  /** Whether WebGPU may take an adapter that computes on the processor. */
  readonly allowSoftware?: boolean;
}

/** A GPU, as its driver describes it. */
export interface DeviceReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Name and version, where the system has them. */
  readonly driver?: string;
  /** Whether it computes on the processor after all. */
  readonly software: boolean;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
}

export interface Candidate extends BackendCandidate {
  /** Describes the device of a started backend; absent where the processor computes. */
  readonly device?: () => Promise<DeviceReport>;
}

/** Threads that compute unless the user says otherwise: more than four gain little. */
const defaultThreads = (): number => Math.min(4, availableParallelism());

/** Returns all backends in the order of preference: a GPU, wasm with threads, plain JavaScript. */
export const backendCandidates = ({
  threads = defaultThreads(),
  adapter,
  power,
  allowSoftware = false,
}: BackendSettings = {}): readonly Candidate[] => [
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
    start: async () => {
      const { start } = await installed(() => import('sk-backend-wasm/node'));
      await start({ threads });
    },
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
];

/** Loads a package. @throws Error that says which package is missing, and not where it was looked for */
async function installed<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const missing = /Cannot find package '([^']+)'/.exec((error as Error).message)?.[1];
    throw missing === undefined ? error : new Error(`${missing} is not installed`, { cause: error });
  }
}
