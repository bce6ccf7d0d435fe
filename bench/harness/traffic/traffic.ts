/** What a piece of work moves on a GPU: dispatches, and the bytes that they are bound to. No device is needed to count. */
import { type BackendPlugin, type Dispatch, momentumStepComposite, pluginOf, registerPlugin } from 'sk-core';
import type { KernelChoice } from '../tfjs/kernelSets.js';
import { useKernels, webgpuPlugin } from '../webgpu/webgpuKernels.js';

export interface Traffic {
  readonly dispatches: number;
  readonly bytes: number;
}

export interface Counted {
  /** Without steps of momentum. */
  readonly work: readonly Dispatch[];
  readonly momentum: readonly Dispatch[];
}

/** Runs `body` once to start things up and once to count. */
export async function count(kernels: KernelChoice, body: () => Promise<void>): Promise<Counted> {
  useKernels(kernels);
  await body();
  const recorder = webgpuPlugin.recordDispatches();
  const spans: [begin: number, end: number][] = [];
  const step = kernels === 'plugin' ? webgpuPlugin.momentumStep : momentumStepComposite;
  const restore = observeMomentum((rates) => {
    const begin = recorder.count;
    step(rates);
    spans.push([begin, recorder.count]);
  });
  let dispatches: readonly Dispatch[];
  try {
    await body();
  } finally {
    restore();
    dispatches = await recorder.finish();
  }
  const isMomentum = (i: number): boolean => spans.some(([begin, end]) => i >= begin && i < end);
  return {
    work: dispatches.filter((_, i) => !isMomentum(i)),
    momentum: dispatches.filter((_, i) => isMomentum(i)),
  };
}

function observeMomentum(momentumStep: typeof webgpuPlugin.momentumStep): () => void {
  const current = pluginOf() as BackendPlugin;
  registerPlugin({ ...current, momentumStep });
  return () => registerPlugin(current);
}

export const total = (dispatches: readonly Dispatch[]): Traffic => ({
  dispatches: dispatches.length,
  bytes: dispatches.reduce((sum, { bytes }) => sum + bytes, 0),
});

export interface ShaderTraffic extends Traffic {
  readonly kernel: string;
  readonly shader: string;
}

/** By kernel and shader, most bytes first. */
export function byShader(dispatches: readonly Dispatch[]): ShaderTraffic[] {
  const groups = new Map<string, Dispatch[]>();
  for (const dispatch of dispatches) {
    const key = `${dispatch.op}\n${dispatch.shader}`;
    groups.set(key, [...(groups.get(key) ?? []), dispatch]);
  }
  return [...groups.values()]
    .map((group) => ({ kernel: group[0]?.op as string, shader: group[0]?.shader as string, ...total(group) }))
    .sort((a, b) => b.bytes - a.bytes);
}
