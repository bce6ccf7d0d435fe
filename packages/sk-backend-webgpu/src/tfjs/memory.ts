/** What a backend's buffers take of the device's memory. */
import type { BackendMemory } from 'sk-core';
import { limitOf } from './guardBackend.js';
import { submitRecorded } from './recording.js';
import type { WebGPUBackend } from './tfjsBackend.js';

/** A device does not tell how much memory it has: without a limit of the user's there is none. */
export function memoryOf(backend: WebGPUBackend): BackendMemory {
  // Buffers of tensors that are gone are held until what reads them has been submitted.
  submitRecorded(backend);
  const { numBytesAllocated, numBytesUsed } = backend.bufferManager;
  return { heapBytes: numBytesAllocated, usedBytes: numBytesUsed, limitBytes: limitOf(backend) };
}
