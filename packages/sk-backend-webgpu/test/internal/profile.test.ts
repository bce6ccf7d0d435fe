import '../support/adapter.js';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startDawn } from '../../src/node/dawn.js';
import { recordDispatches } from '../../src/profile/recordDispatches.js';
import { durations } from '../../src/profile/timestamps.js';
import { guardBackend } from '../../src/tfjs/guardBackend.js';

it('counts time once that two passes share', () => {
  const second = 1_000_000_000n;
  const readings = [0n, 2n, 1n, 3n, 4n, 5n, 4n, 4n].map((seconds) => seconds * second);
  expect(durations(BigUint64Array.from(readings))).toEqual([2000, 1000, 1000, 0]);
});

it('records dispatches without times on a device that has no clock', async () => {
  await startDawn();
  const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
  const device = await adapter.requestDevice();
  expect(device.features.has('timestamp-query')).toBe(false);
  const backend = new WebGPUBackend(device, adapter.info);
  guardBackend(backend);
  tf.registerBackend('webgpu', () => backend);
  await tf.setBackend('webgpu');
  const recorder = recordDispatches(backend);
  const y = tf.relu(tf.ones([6]));
  expect(await recorder.finish()).toEqual([{ op: "tfjs's unary", shader: "tfjs's unary", bytes: 48 }]);
  expect(await y.data()).toEqual(new Float32Array(6).fill(1));
});
