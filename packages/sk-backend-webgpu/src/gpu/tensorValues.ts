/** The values of many tensors as one array of the host, by one copy each way. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { submitRecorded } from '../tfjs/recording.js';
import { bufferOf, currentBackend, forgetValues, type WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { ReadBacks } from './readBacks.js';

const readBacks = new WeakMap<WebGPUBackend, ReadBacks>();

function readBacksOf(backend: WebGPUBackend): ReadBacks {
  const own = readBacks.get(backend) ?? new ReadBacks(backend);
  readBacks.set(backend, own);
  return own;
}

/** Does what {@link BackendPlugin} says of `readTensors`. */
export async function readTensors(tensors: readonly Tensor[], into: Float32Array): Promise<void> {
  const backend = currentBackend();
  const own = readBacksOf(backend);
  const target = own.take(into.byteLength);
  try {
    const buffers = tensors.map((tensor) => ({ buffer: bufferOf(backend, tensor), bytes: 4 * tensor.size }));
    submitRecorded(backend);
    const encoder = backend.device.createCommandEncoder();
    let place = 0;
    for (const { buffer, bytes } of buffers) {
      encoder.copyBufferToBuffer(buffer, 0, target, place, bytes);
      place += bytes;
    }
    backend.device.queue.submit([encoder.finish()]);
  } catch (error) {
    own.giveBack(target);
    throw error;
  }
  await own.readInto(target, into);
}

/** Does what {@link BackendPlugin} says of `writeTensors`. */
export function writeTensors(tensors: readonly Tensor[], from: Float32Array): void {
  const backend = currentBackend();
  // The commands before read the values before.
  submitRecorded(backend);
  let place = 0;
  for (const tensor of tensors) {
    backend.device.queue.writeBuffer(bufferOf(backend, tensor), 0, from.subarray(place, place + tensor.size));
    forgetValues(backend, tensor.dataId);
    place += tensor.size;
  }
}
