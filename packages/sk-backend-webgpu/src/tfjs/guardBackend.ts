/**
 * Guards of a backend of tfjs, which make it throw the errors of its device: reads throw what went wrong before them,
 * and an allocation that does not fit is an exception in the kernel that asked.
 */

import { watchOf } from './deviceWatch.js';
import { guardAllocations } from './guardAllocations.js';
import { guardPrograms } from './guardPrograms.js';
import { guardReads } from './guardReads.js';
import type { WebGPUBackend } from './tfjsBackend.js';

/** The guarded backends, with their limits in bytes. */
const guarded = new WeakMap<WebGPUBackend, number>();

/** Returns the most bytes that all buffers of a backend together may take. */
export const limitOf = (backend: WebGPUBackend): number => guarded.get(backend) ?? Infinity;

export const isGuarded = (backend: WebGPUBackend): boolean => guarded.has(backend);

/**
 * Guards a backend, once; a second call changes its limit.
 *
 * @param limitBytes The most bytes that all buffers together may take. Where it is not given the limit stays; at
 *   first there is none.
 */
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
