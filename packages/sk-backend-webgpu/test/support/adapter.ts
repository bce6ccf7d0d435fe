/** The adapter of the tests: SwiftShader on Linux x64, and elsewhere the machine's own. */
import '../../../../tools/swiftshader/load.mjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-webgpu/node';

export const startOnAnyAdapter = (): Promise<void> => start({ allowSoftware: true });

/** Runs a case and demands that the device reports no error. */
export async function guard<T>(run: () => Promise<T>): Promise<T> {
  const { device } = tf.backend() as WebGPUBackend;
  device.pushErrorScope('validation');
  const outcome = await Promise.allSettled([run()]).then(([only]) => only);
  const error = await device.popErrorScope();
  if (error !== null) throw new Error(error.message);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
