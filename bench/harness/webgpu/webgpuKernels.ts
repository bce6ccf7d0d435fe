/** tfjs's WebGPU backend on Dawn, with two sets of kernels, and what a clock has to know of it. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { type AdapterReport, adapterReport, plugin } from 'sk-backend-webgpu';
import { type StartOptions, start } from 'sk-backend-webgpu/node';
import type { BackendPlugin } from 'sk-core';
import { type KernelChoice, KernelSets } from '../tfjs/kernelSets.js';

/** With everything that a plug-in may have. */
export const webgpuPlugin = plugin as Required<BackendPlugin>;

const sets = new KernelSets('webgpu');

/**
 * Both sets run on the device that sk-backend-webgpu opens.
 *
 * @throws AdapterError where there is no adapter, or only a software one that is not allowed
 */
export async function startWebgpu(
  allowSoftware: boolean,
  precision: 'float32' | 'mixed' = 'float32',
): Promise<AdapterReport> {
  await startOnce({ allowSoftware, precision });
  return adapterReport();
}

/** The same with any options, where it does not run yet. */
export async function startOnce(options: StartOptions): Promise<void> {
  if (sets.started) return;
  tf.enableProdMode();
  // The import has registered tfjs's kernels; the start installs the plug-in.
  sets.keepStock(plugin);
  await start(options);
  sets.keepPlugin(plugin);
}

/** From now on these kernels run. */
export const useKernels = (choice: KernelChoice): void => sets.use(choice);

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;

export const device = (): GPUDevice => backend().device;

/** Submits what is recorded and waits until the device has done it. */
export async function settle(): Promise<void> {
  const { queue } = backend();
  backend().ensureCommandEncoderReady();
  backend().endComputePassEncoder();
  backend().submitQueue();
  await queue.onSubmittedWorkDone();
}

/** Throws what the device has found wrong so far, which it tells late. */
export async function checkDevice(): Promise<void> {
  const probe = tf.tidy(() => tf.relu(tf.zeros([1])));
  await probe.data();
  probe.dispose();
}

/**
 * Gives back the buffers that tfjs keeps for later use: whoever has the next turn may need the memory.
 * After `settle` alone, since recorded dispatches may use them.
 */
export function freeBuffers(): void {
  const { bufferManager } = backend();
  const { freeBuffers: lists } = bufferManager as unknown as { freeBuffers: Map<string, GPUBuffer[]> };
  for (const buffers of lists.values()) {
    for (const buffer of buffers.splice(0)) {
      bufferManager.numBytesAllocated -= buffer.size;
      Object.assign(bufferManager, { numFreeBuffers: bufferManager.getNumFreeBuffers() - 1 });
      buffer.destroy();
    }
  }
}
