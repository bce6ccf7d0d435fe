/** Uploads of values by the queue: a refused submission does not lose them. */
import { type WebGPUBackend, wordsOf } from './tfjsBackend.js';

/**
 * Makes a backend upload values by the queue. tfjs makes a buffer for each upload, records a copy from it and forgets
 * the values: they would be lost where the device refuses the commands that were recorded beside the copy. Free
 * buffers are in no recorded command, so the queue may write them first.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  const makeBuffer = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    const { values, dtype } = data;
    if (data.resource != null || values == null || values.length === 0) return makeBuffer(dataId);
    const words = wordsOf(values, dtype);
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
