import '../support/adapter.js';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { install } from 'sk-backend-webgpu';
import { batchNormTraining, fuse, momentumStep, select, selectBackpropAttention } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startDawn } from '../../src/node/dawn.js';
import { guard } from '../support/adapter.js';
import { noise } from '../support/sameAsCpu.js';

/** Opens a device as tfjs does, with the least of each limit. */
beforeAll(async () => {
  await startDawn();
  const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
  const device = await adapter.requestDevice();
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  install();
  await tf.setBackend('webgpu');
});

/** SK_TEST_FULL=1 adds many branches, whose shaders a software adapter compiles slowly. */
const full = process.env['SK_TEST_FULL'] === '1';

const shape = [2, 4, 4, 4];
const branches = (): tf.Tensor[] => Array.from({ length: 11 }, () => tf.ones(shape));

describe('a device of 8 storage buffers', () => {
  it('has no more', () => {
    expect((tf.backend() as WebGPUBackend).device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  });

  if (full) {
    it('fuses and selects 11 branches', async () => {
      const [s, v, da] = await guard(async () => [
        fuse({ branches: branches() }),
        select({ branches: branches(), attention: tf.ones([2, 11, 4]) }),
        selectBackpropAttention({ branches: branches(), dy: tf.ones(shape) }),
      ]);
      expect(new Set(await s?.data())).toEqual(new Set([11]));
      expect(new Set(await v?.data())).toEqual(new Set([11]));
      expect(new Set(await da?.data())).toEqual(new Set([16]));
    });
  }

  it('normalises with a gradient', async () => {
    const [x, gamma, beta, dy] = [noise(shape, 1), tf.ones([4]), tf.zeros([4]), noise(shape, 2)];
    const [dx, dgamma, dbeta] = await guard(async () =>
      tf.grads(
        (...of) =>
          batchNormTraining(
            { x: of[0] as tf.Tensor, gamma: of[1] as tf.Tensor, beta: of[2] as tf.Tensor },
            { epsilon: 1e-3, relu: true },
          ).y,
      )([x, gamma, beta], dy),
    );
    // The gradient of a normalisation has no part along a constant.
    const sums = await tf.sum(dx as tf.Tensor, [0, 1, 2]).data();
    for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(1e-4);
    expect((await dgamma?.data())?.some((value) => value !== 0)).toBe(true);
    expect((await dbeta?.data())?.some((value) => value !== 0)).toBe(true);
  });

  it('steps three weights in place', async () => {
    const of = (value: number): tf.Variable[] => [1, 2, 3].map(() => tf.variable(tf.fill([8], value)));
    const [weights, velocities, gradients] = [of(1), of(0), of(2)];
    const rates = { weightDecays: [0, 0, 0], learningRate: 0.25, momentum: 0.9, nesterov: false };
    await guard(async () => momentumStep({ weights, velocities, gradients, ...rates }));
    for (const weight of weights) expect(new Set(await weight.data())).toEqual(new Set([0.5]));
  });
});
