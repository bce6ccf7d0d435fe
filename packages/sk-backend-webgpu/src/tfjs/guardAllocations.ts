/**
 * A guard of allocations: one that does not fit is an exception, and the buffers that tfjs keeps for later use do not
 * grow for ever.
 */

import { OutOfMemoryError } from '../device/deviceErrors.js';
import { type DeviceWatch, notOfLostDevices } from './deviceWatch.js';
import { bufferKey, freeBytes, wouldAllocate } from './freeBuffers.js';
import { park } from './pinnedBuffers.js';
import type { WebGPUBackend } from './tfjsBackend.js';
import { uploadByQueue } from './uploadByQueue.js';

/** Number of reads after which unused buffers go back to the device. A training step reads once or twice. */
const patience = 64;

/**
 * Guards the allocations of a backend.
 *
 * @returns A function to be called after each read.
 */
export function guardAllocations(
  backend: WebGPUBackend,
  watch: DeviceWatch,
  limitBytes: () => number,
): () => void {
  const { bufferManager, device } = backend;
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  const release = bufferManager.releaseBuffer.bind(bufferManager);
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const lastUse = new Map<string, number>();
  let reads = 0;
  uploadByQueue(backend);

  const allocate: typeof acquire = (size, usage, mappedAtCreation, reuse) => {
    const { op } = watch;
    const held = bufferManager.numBytesUsed;
    const failure = (why: string): OutOfMemoryError => new OutOfMemoryError(op, size, held, why);
    const most =
      usage & GPUBufferUsage.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (size > most) watch.raise(failure(`one buffer of this device ends at ${most} bytes`));
    const limit = limitBytes();
    if (bufferManager.numBytesAllocated + size > limit) freeBytes(backend);
    if (bufferManager.numBytesAllocated + size > limit) watch.raise(failure(`the limit is ${limit} bytes`));
    let buffer: GPUBuffer | undefined;
    device.pushErrorScope('out-of-memory');
    try {
      buffer = acquire(size, usage, mappedAtCreation, reuse);
      return buffer;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      freeBytes(backend);
      return watch.raise(failure('the device has no more'));
    } finally {
      void device.popErrorScope().then((error) => {
        if (error === null || buffer === undefined) return;
        const lack = failure('the device has no more');
        watch.empty.set(buffer, lack);
        // A smaller batch then has all the room there is.
        freeBytes(backend);
        watch.fail(lack);
      }, notOfLostDevices);
    }
  };
  bufferManager.acquireBuffer = (size, usage, mappedAtCreation, reuse) => {
    lastUse.set(bufferKey(size, usage), reads);
    return wouldAllocate(backend, size, usage, reuse ?? true)
      ? allocate(size, usage, mappedAtCreation, reuse)
      : acquire(size, usage, mappedAtCreation, reuse);
  };
  bufferManager.releaseBuffer = (buffer, reuse = true) => {
    if (park(backend, buffer)) return;
    lastUse.set(bufferKey(buffer.size, buffer.usage), reads);
    release(buffer, reuse && !watch.empty.has(buffer));
  };
  return () => {
    reads++;
    if (reads % patience !== 0) return;
    const stale = new Set([...lastUse].filter(([, at]) => at < reads - patience).map(([key]) => key));
    if (stale.size === 0) return;
    freeBytes(backend, (key) => stale.has(key));
    for (const key of stale) lastUse.delete(key);
  };
}
