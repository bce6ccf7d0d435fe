/** tfjs's WebGPU backend, with its tensors and buffers. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  type BackendValues,
  backend,
  type DataId,
  type DataType,
  engine,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';

export type { WebGPUBackend };

/** Returns the current backend, where that is 'webgpu'. */
export const currentBackend = (): WebGPUBackend => backend() as WebGPUBackend;

/** Returns the started WebGPU backend, current or not. */
export const runningBackend = (): WebGPUBackend | undefined =>
  engine().registry['webgpu'] as WebGPUBackend | undefined;

/** Returns the buffer of a tensor. Its values are uploaded where they have none. */
export function bufferOf(backend: WebGPUBackend, { dataId }: TensorInfo): GPUBuffer {
  backend.uploadToGPU(dataId);
  const { resource } = backend.tensorMap.get(dataId);
  if (!(resource instanceof GPUBuffer)) {
    throw new TypeError(
      'sk-backend-webgpu: a tensor made of a texture has no buffer, copy it with tf.mul(x, 1)',
    );
  }
  return resource;
}

/**
 * Tells whether a buffer has whole numbers in it, whatever its tensor says: tfjs casts integers to float32 by giving
 * the same buffer another type.
 */
export function holdsIntegers(backend: WebGPUBackend, { dataId }: TensorInfo): boolean {
  return backend.tensorMap.get(dataId).dtype !== 'float32';
}

/** Returns values as a buffer has them: truth values are whole numbers there. */
export function wordsOf(values: BackendValues, dtype: DataType): Float32Array | Int32Array {
  const Words = dtype === 'float32' ? Float32Array : Int32Array;
  return values instanceof Words ? values : Words.from(values as ArrayLike<number>);
}

/** Returns how many tensors share the buffer. A tensor of another backend is moved here first. */
export function usesOf(backend: WebGPUBackend, dataId: DataId): number {
  backend.tensorMap.get(dataId);
  return backend.refCount(dataId);
}

/** Makes tfjs forget the values that it keeps on the processor, for a tensor whose buffer has new contents. */
export function forgetValues(backend: WebGPUBackend, dataId: DataId): void {
  Object.assign(backend.tensorMap.get(dataId), { values: null });
  changes.set(dataId, changesOf(dataId) + 1);
}

const changes = new WeakMap<DataId, number>();

/** Returns how often {@link forgetValues} was called: the values of a read that began before must not be kept. */
export const changesOf = (dataId: DataId): number => changes.get(dataId) ?? 0;

const bytesOf = ({ shape, dtype }: TensorInfo): number =>
  util.sizeFromShape(shape) * util.bytesPerElement(dtype);

/** Returns the bytes of all tensors that a dispatch binds; one that is bound twice counts once. */
export function boundBytes(tensors: readonly TensorInfo[]): number {
  const each = new Map(tensors.map((tensor) => [tensor.dataId, tensor]));
  return [...each.values()].reduce((sum, tensor) => sum + bytesOf(tensor), 0);
}
