/** Inputs that are tensors. */
import { type DataType, engine, type Tensor } from '@tensorflow/tfjs-core';
import { bufferOf, type WebGPUBackend, wordsOf } from '../tfjs/tfjsBackend.js';

/** Returns the type of the numbers in the buffer of a tensor: a cast may leave them as they are. */
export const heldType = ({ tensorMap }: WebGPUBackend, { dataId }: Tensor): DataType =>
  tensorMap.get(dataId).dtype;

/** Returns the values of a tensor that only the host has. */
export function hostValues(
  { tensorMap }: WebGPUBackend,
  { dataId }: Tensor,
): Float32Array | Int32Array | undefined {
  const { resource, values, dtype } = tensorMap.get(dataId);
  return resource == null && values != null ? wordsOf(values, dtype) : undefined;
}

/** Makes a tensor of the same kind with a buffer of its own, which it has not yet. Values of the device are not in it. */
export function standIn(backend: WebGPUBackend, tensor: Tensor): Tensor {
  const { shape, dtype } = tensor;
  const info = backend.makeTensorInfo(shape, heldType(backend, tensor), hostValues(backend, tensor));
  return engine().makeTensorFromTensorInfo({ ...info, dtype });
}

/** Copies the values that the device has of a tensor, at once. */
export function copyNow(backend: WebGPUBackend, from: Tensor, to: Tensor): void {
  const { device } = backend;
  const target = bufferOf(backend, to);
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(bufferOf(backend, from), 0, target, 0, target.size);
  device.queue.submit([encoder.finish()]);
}
