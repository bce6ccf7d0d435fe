/** Buffers of their own for variables that are changed in place. */
import type { Variable } from '@tensorflow/tfjs-core';
import { copy } from '../gpu/copy.js';
import { usesOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';

/** Gives a variable a buffer of its own where other tensors share it. */
export function unshare(backend: WebGPUBackend, variable: Variable): void {
  if (variable.size === 0 || usesOf(backend, variable.dataId) <= 1) return;
  const own = copy(variable);
  variable.assign(own);
  own.dispose();
}
