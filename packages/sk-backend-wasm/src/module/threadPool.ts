/** The threads that run kernels: the calling thread alone, or worker threads with it. */
import { instantiateKernels, type Kernels, kernelNamed } from './kernelModule.js';

export interface ThreadPool {
  /** Number of threads, the calling one included. */
  readonly threads: number;
  /** Nanoseconds of one thread below which sharing a work out costs more than it saves. */
  readonly leastShared: number;
  /** Kernels for calls that are not shared out. */
  readonly kernels: Kernels;
  /** Calls a kernel once for each list of arguments. The calls must write to different places. */
  run<Name extends keyof Kernels>(name: Name, calls: readonly Parameters<Kernels[Name]>[]): void;
}

export type ThreadPoolFactory = (module: WebAssembly.Module, memory: WebAssembly.Memory) => ThreadPool;

/** Makes a pool that has the calling thread alone. */
export const singleThread: ThreadPoolFactory = (module, memory) => {
  const kernels = instantiateKernels(module, memory);
  return {
    threads: 1,
    leastShared: Infinity,
    kernels,
    run: (name, calls) => {
      const kernel = kernelNamed(kernels, name);
      for (const numbers of calls) kernel(...numbers);
    },
  };
};
