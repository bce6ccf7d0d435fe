/** A guard of reads, which throw the errors of earlier kernels: a read has waited for the device. */
import type { DataId } from '@tensorflow/tfjs-core';
import type { DeviceWatch } from './deviceWatch.js';
import { changesOf, forgetValues, type WebGPUBackend } from './tfjsBackend.js';

/**
 * Guards the reads of a backend.
 *
 * @param afterRead Called after each read that went well.
 */
export function guardReads(backend: WebGPUBackend, watch: DeviceWatch, afterRead: () => void): void {
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    watch.check();
    const { failures } = watch;
    const wasKnown = hasValues(backend, dataId);
    try {
      const changes = changesOf(dataId);
      const values = await read(dataId);
      // These are the values of the moment of the call, and tfjs has kept them for later calls.
      if (changesOf(dataId) !== changes && backend.tensorMap.has(dataId)) forgetValues(backend, dataId);
      watch.checkSince(failures);
      afterRead();
      return values;
    } catch (error) {
      if (!wasKnown && backend.tensorMap.has(dataId)) forgetValues(backend, dataId);
      if (await watch.isLost(50)) watch.check();
      watch.checkSince(failures);
      throw error;
    }
  };
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    watch.check();
    if (typeof OffscreenCanvas === 'undefined' && !hasValues(backend, dataId)) {
      throw new Error(
        'webgpu: a GPU cannot be read synchronously here: take await tensor.data(), not dataSync()',
      );
    }
    return readSync(dataId);
  };
}

/** Tells whether the processor has a tensor's values. */
function hasValues({ tensorMap }: WebGPUBackend, dataId: DataId): boolean {
  // Values that it does not have tfjs reads from the backend that has them, which may be this one.
  return tensorMap.has(dataId) && tensorMap.get(dataId).values != null;
}
