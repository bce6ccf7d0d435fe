/** A watch on the pipelines of tfjs's own programs. */
import type { WebGPUBackend } from './tfjsBackend.js';

export interface PipelineListener {
  /** Called when a pipeline is about to be made. */
  readonly before: () => void;
  readonly after: (key: string) => void;
  /** Called when it is about to be bound. */
  readonly use: (key: string) => void;
}

/** Watches the pipelines of a backend. */
export function watchPipelines(backend: WebGPUBackend, { before, after, use }: PipelineListener): void {
  const seam = backend as unknown as { pipelineCache: Record<string, GPUComputePipeline> };
  seam.pipelineCache = new Proxy(seam.pipelineCache, {
    has: (cache, key) => {
      if (!(key in cache)) before();
      return key in cache;
    },
    set: (cache, key, pipeline) => {
      after(String(key));
      return Reflect.set(cache, key, pipeline);
    },
    get: (cache, key) => {
      use(String(key));
      return Reflect.get(cache, key);
    },
  });
}
