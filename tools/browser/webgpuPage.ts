/** Every op and a training run on WebGPU, with the kernels of the plug-in. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { plugin, start } from 'sk-backend-webgpu';
import type { BackendInPage } from './backendInPage.js';
import { runCases, type Share, type ShareReport } from './conformance.js';
import type { Outcome } from './outcome.js';
import { refusals } from './refusals.js';
import { train } from './training.js';

const deviceOf = (): GPUDevice => (tf.backend() as WebGPUBackend).device;

const webgpu: BackendInPage = {
  name: 'webgpu',
  start: async () => {
    await start({ allowSoftware: true });
    const { vendor, architecture, description } = deviceOf().adapterInfo;
    return [vendor, architecture, description].filter((part) => part !== '').join(' ');
  },
  composites: [],
  brings: plugin.kernels.kernels.map(({ kernelName }) => kernelName),
  guard: async (run) => {
    const device = deviceOf();
    device.pushErrorScope('validation');
    const [outcome] = await Promise.allSettled([run()]);
    // First, since a case that the device refused has wrong numbers too.
    const refused = await device.popErrorScope();
    if (refused !== null) throw new Error(refused.message);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  },
  // All cases pass in Node: a part of them shows that the page's WebGPU computes the same. No factor in common with the
  // grid's: each of its values takes part.
  steps: { grid: 293, others: 31, nonFinite: 17, golden: 3 },
};

export function conformance(share: Share): Promise<ShareReport> {
  // Small tensors too go through shaders.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  return runCases(webgpu, share);
}

export const training = async (): Promise<Outcome[]> => [
  ...(await train(webgpu)),
  ...(await refusals(webgpu)),
];
