/** The backends that a command can start. Their packages are optional peers, loaded when one is started. */
import { availableParallelism } from 'node:os';
import type { BackendCandidate } from 'sk-core';

export interface BackendSettings {
  /** Threads of wasm and of TensorFlow. */
  readonly threads?: number;
  /** The GPU of TensorFlow by its index, or 'cpu' for none. */
  readonly device?: number | 'cpu';
  /** Whether TensorFlow takes the memory of its GPU as it is needed. */
  readonly memoryGrowth?: boolean;
  /** Whether TensorFlow may round the factors of products to TF32. */
  readonly tf32?: boolean;
  /** The adapter of WebGPU: its index, or a part of its name. */
  readonly adapter?: number | string;
  readonly power?: 'high-performance' | 'low-power';
  /** Whether WebGPU may take an adapter that computes on the processor. */
  readonly allowSoftware?: boolean;
  /** In what values WebGPU multiplies, where its device leaves a choice. */
  readonly precision?: 'float32' | 'mixed' | undefined;
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
  /** In what values it multiplies, in words. */
  readonly products: string;
}

export interface Candidate extends BackendCandidate {
  /** Describes the GPU of a started backend; absent where the processor computes, or the backend tells no more than its name. */
  readonly device?: () => Promise<DeviceReport>;
  /** Says in one line what computes behind a started backend. */
  readonly about?: () => Promise<string>;
}

/** Threads that compute unless the user says otherwise: more than four gain little. */
const defaultThreads = (): number => Math.min(4, availableParallelism());

/** Returns all backends in the order of preference: a GPU, TensorFlow, wasm with threads, plain JavaScript. */
export const backendCandidates = ({
  threads,
  device,
  memoryGrowth,
  tf32,
  adapter,
  power,
  allowSoftware = false,
  precision,
}: BackendSettings = {}): readonly Candidate[] => [
  {
    name: 'webgpu',
    package: 'sk-backend-webgpu',
    start: async () => {
      const { start } = await installed(() => import('sk-backend-webgpu/node'));
      await start({
        ...(adapter !== undefined && { adapter }),
        ...(power && { power }),
        ...(precision && { precision }),
        allowSoftware,
      });
    },
    device: async () => (await import('sk-backend-webgpu')).adapterReport(),
  },
  {
    name: 'tensorflow',
    package: 'sk-backend-node',
    start: async () => {
      const { start } = await installed(() => import('sk-backend-node/node'));
      await start({
        ...(threads !== undefined && { threads }),
        ...(device !== undefined && { device }),
        ...(memoryGrowth !== undefined && { memoryGrowth }),
        ...(tf32 !== undefined && { tf32 }),
      });
    },
    about: async () => {
      const {
        version,
        device: computes,
        groupedGradients,
      } = (await import('sk-backend-node/node')).tensorflowReport();
      const by = groupedGradients ? 'by TensorFlow' : 'by composites, since oneDNN is off';
      return `TensorFlow ${version} on ${computes}; gradients of grouped and dilated convolutions ${by}`;
    },
  },
  {
    name: 'wasm',
    package: 'sk-backend-wasm',
    start: async () => {
      const { start } = await installed(() => import('sk-backend-wasm/node'));
      await start({ threads: threads ?? defaultThreads() });
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
