/**
 * Makes a started backend of tfjs tell what its device tells: reads throw what went wrong before them, and an allocation
 * that cannot be had is an exception in the kernel that asked.
 */

import { watchOf } from './deviceWatch.js';
import { guardAllocations } from './guardAllocations.js';
import { guardPrograms } from './guardPrograms.js';
import { guardReads } from './guardReads.js';
import type { WebGPUBackend } from './tfjsBackend.js';

/** With their limits. */
const guarded = new WeakMap<WebGPUBackend, number>();

/** The most that all buffers of a backend together may take. */
export const limitOf = (backend: WebGPUBackend): number => guarded.get(backend) ?? Infinity;

export const isGuarded = (backend: WebGPUBackend): boolean => guarded.has(backend);

/** @param limitBytes The most that all buffers together may take; unchanged if not given, at first without end. */
export function guardBackend(backend: WebGPUBackend, limitBytes: number = limitOf(backend)): void {
  const isNew = !guarded.has(backend);
  guarded.set(backend, limitBytes);
  if (!isNew) return;
  const watch = watchOf(backend);
  guardPrograms(backend, watch);
  guardReads(
    backend,
    watch,
    guardAllocations(backend, watch, () => limitOf(backend)),
  );
}
