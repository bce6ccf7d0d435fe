/** A WebGPU backend of tfjs on a device of this package's choice. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { env } from '@tensorflow/tfjs-core';
import { isSoftware } from '../device/adapterName.js';
import { guardBackend } from './guardBackend.js';

/**
 * tfjs's number of the matrix product by tiles. Its choice for small ones waits often, which is slow on a processor.
 */
const packedMatMul = 3;

/**
 * Makes a backend that reports the errors of its device, and that destroys the device when it is disposed of.
 *
 * @param limitBytes The most that all buffers together may take; without end if not given.
 */
export function makeBackend(
  info: GPUAdapterInfo,
  device: GPUDevice,
  limitBytes: number | undefined,
): WebGPUBackend {
  const backend = new WebGPUBackend(device, info);
  guardBackend(backend, limitBytes);
  if (isSoftware(info)) env().set('WEBGPU_MATMUL_PROGRAM_TYPE', packedMatMul);
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    dispose();
    device.destroy();
  };
  return backend;
}
