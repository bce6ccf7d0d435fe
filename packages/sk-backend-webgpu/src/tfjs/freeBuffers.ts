/** The buffers that tfjs keeps for later use. */
import { submitRecorded } from './recording.js';
import type { WebGPUBackend } from './tfjsBackend.js';

/** Returns the free list of tfjs's buffers, by size and usage. It grows for ever. */
const freeListOf = ({ bufferManager }: WebGPUBackend): Map<string, GPUBuffer[]> =>
  (bufferManager as unknown as { freeBuffers: Map<string, GPUBuffer[]> }).freeBuffers;

/** Tells whether a request for a buffer would take memory from the device. */
export function wouldAllocate(backend: WebGPUBackend, size: number, usage: number, reuse: boolean): boolean {
  return !reuse || (freeListOf(backend).get(bufferKey(size, usage))?.length ?? 0) === 0;
}

/** Returns the key of buffers that are alike: tfjs hands one out for another. */
export const bufferKey = (size: number, usage: number): string => `${size}_${usage}`;

/** Gives the buffers that tfjs keeps for later use back to the device: all of them, or those of some keys. */
export function freeBytes(backend: WebGPUBackend, ofKey: (key: string) => boolean = () => true): void {
  submitRecorded(backend);
  const { bufferManager } = backend;
  for (const [key, buffers] of freeListOf(backend)) {
    if (!ofKey(key)) continue;
    for (const buffer of buffers.splice(0)) {
      bufferManager.numBytesAllocated -= buffer.size;
      Object.assign(bufferManager, { numFreeBuffers: bufferManager.getNumFreeBuffers() - 1 });
      buffer.destroy();
    }
  }
}
