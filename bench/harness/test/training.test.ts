/** Training steps as a contestant makes them, on a device that computes nothing. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel } from 'sk-models';
import { beforeAll, expect, it, vi } from 'vitest';
import { tfjsProgram } from '../tfjs/tfjsProgram.js';
import { training } from '../tfjs/trainingProgram.js';
import { startCounting } from '../traffic/nullDevice.js';
import { CannotError } from '../work/cannotError.js';

const network = (): LayersModel =>
  createModel('sknet_slim', { inputShape: [16, 16, 3], widthMultiplier: 1 / 4, seed: 1 });

/** Returns how often four steps submit, once the first ones are over. */
async function submissions(variation: 'plain' | 'captured' | 'mixed'): Promise<number> {
  const { callsBefore = 1, run, finish, dispose } = training(network(), 2, variation);
  for (let call = 0; call < callsBefore; call++) await run();
  await finish?.();
  const submit = vi.spyOn((tf.backend() as WebGPUBackend).device.queue, 'submit');
  for (let call = 0; call < 4; call++) await run();
  await finish?.();
  const { length } = submit.mock.calls;
  submit.mockRestore();
  dispose();
  return length;
}

beforeAll(startCounting);

it('a captured step is one submission, and another one many', async () => {
  const { numTensors } = tf.memory();
  expect(await submissions('captured')).toBe(4);
  expect(await submissions('mixed')).toBe(4);
  expect(await submissions('plain')).toBeGreaterThan(8);
  expect(tf.memory().numTensors).toBe(numTensors);
});

it('nothing but training steps is captured', () => {
  const product = { kind: 'matMul', m: 2, k: 2, n: 2, transposeA: false, transposeB: false } as const;
  for (const variation of ['captured', 'mixed'] as const) {
    expect(() => tfjsProgram(product, variation)).toThrow(CannotError);
  }
});
