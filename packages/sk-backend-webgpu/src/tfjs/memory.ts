/** Memory that a backend's buffers take. */
import type { BackendMemory } from 'sk-core';
import { limitOf } from './guardBackend.js';
import { submitRecorded } from './recording.js';
import type { WebGPUBackend } from './tfjsBackend.js';

/**
 * Returns the memory of a backend. A device does not tell how much memory it has: the limit is the user's, or
 * infinite.
 */
export function memoryOf(backend: WebGPUBackend): BackendMemory {
  // Buffers of tensors that are gone are held until the commands that read them have been submitted.
  submitRecorded(backend);
  const { numBytesAllocated, numBytesUsed } = backend.bufferManager;
  return { heapBytes: numBytesAllocated, usedBytes: numBytesUsed, limitBytes: limitOf(backend) };
}
