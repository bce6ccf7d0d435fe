/** Values that JavaScript computes with: on a processor a few are read and given back in less time than an operation takes. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { NodeBackend } from './nodeBackend.js';

/** Up to so many values JavaScript computes attention in less time than the operations in its place, by two threads. */
const fewValues = 2 ** 15;

/** Tells whether JavaScript may compute: a GPU would have to wait for it. */
export const isForHost = (backend: NodeBackend, size: number): boolean =>
  size <= fewValues && !backend.binding.isUsingGpuDevice();

/** Returns the values of a float32 tensor, which the caller does not change. */
export const hostValues = (backend: NodeBackend, { dataId }: TensorInfo): Float32Array =>
  backend.readSync(dataId) as Float32Array;

/** Returns a float32 tensor of values that nobody changes any more. TensorFlow sees them when an operation wants them. */
export const hostTensor = (
  backend: NodeBackend,
  values: Float32Array,
  shape: readonly number[],
): TensorInfo => ({
  dataId: backend.write(values, [...shape], 'float32'),
  shape: [...shape],
  dtype: 'float32',
});
