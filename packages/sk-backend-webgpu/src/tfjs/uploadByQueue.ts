/** Uploads of values that a refused submission cannot lose. */
import type { WebGPUBackend } from './tfjsBackend.js';

/**
 * Uploads values by the queue. tfjs makes a buffer for each upload, records a copy from it and forgets the values: they
 * would be lost where the device refuses what was recorded beside the copy. Buffers that are free are in no recorded
 * command, so the queue may write them first.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  const makeBuffer = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const { values, dtype } = data;
    if (data.resource != null || values == null || values.length === 0) return makeBuffer(dataId);
    const Words = dtype === 'float32' ? Float32Array : Int32Array;
    const words = values instanceof Words ? values : Words.from(values as ArrayLike<number>);
    data.values = null as never;
    try {
      makeBuffer(dataId);
    } catch (error) {
      data.values = values;
      throw error;
    }
    backend.device.queue.writeBuffer(backend.tensorMap.get(dataId).resource as GPUBuffer, 0, words);
  };
}
