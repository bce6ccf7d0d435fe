import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-webgpu';
import { momentumStep, momentumStepComposite } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from './support/adapter.js';
import { noise } from './support/sameAsCpu.js';

beforeAll(startOnAnyAdapter);

/**
 * Shapes for more than one dispatch: sizes that are multiples of four and others, one of many workgroups, one empty.
 */
const shapes = [[3, 3, 4, 5], [7], [1], [4], [3, 5], [1030], [2, 2], [8], [64, 33], [12], [3], [0, 2], [5]];
const options = { weightDecays: shapes.map((_, i) => [0.01, 0, 0.1][i % 3] as number), learningRate: 0.1 };

const variables = (seed: number): tf.Variable[] =>
  shapes.map((shape, i) => tf.tidy(() => tf.variable(noise(shape, seed + i))));

async function valuesOf(tensors: readonly tf.Tensor[]): Promise<number[]> {
  return (await Promise.all(tensors.map((tensor) => tensor.data()))).flatMap((values) => [...values]);
}

describe('momentumStep on webgpu', () => {
  for (const nesterov of [false, true]) {
    it(`changes weights and velocities as the composite does${nesterov ? ', with nesterov' : ''}`, async () => {
      expect(plugin.momentumStep).toBeDefined();
      const [got, wanted] = [[], []] as [number[], number[]];
      for (const [step, results] of [
        [momentumStep, got],
        [momentumStepComposite, wanted],
      ] as const) {
        const [weights, velocities] = [variables(1), variables(20)];
        const gradients = shapes.map((shape, i) => noise(shape, 40 + i));
        const before = tf.memory();
        await guard(async () => {
          for (let i = 0; i < 3; i++) {
            step({ weights, velocities, gradients, nesterov, momentum: 0.9, ...options });
          }
        });
        expect(tf.memory().numTensors).toBe(before.numTensors);
        expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
        results.push(...(await valuesOf([...weights, ...velocities])));
        tf.dispose([weights, velocities, gradients]);
      }
      expect(got.length).toBe(wanted.length);
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i] as number, 5);
      });
    });
  }

  const plain = { weightDecays: [0], learningRate: 0.5, momentum: 0, nesterov: false };

  it('works in place on buffers of its own and leaves shared ones as they are', async () => {
    const [own, shared] = [tf.variable(noise([6], 1)), tf.variable(noise([6], 2))];
    const velocities = [tf.variable(tf.zeros([6])), tf.variable(tf.zeros([6]))];
    // Uploads the weights, and gives those buffers of their own that tf.variable shares with its argument.
    const gradients = [tf.ones([6]), tf.ones([6])];
    const step = { weights: [own, shared], velocities, gradients, ...plain, weightDecays: [0, 0] };
    momentumStep(step);
    const clone = tf.clone(shared);
    const kept = await clone.data();
    const address = own.dataId;
    momentumStep(step);
    expect(own.dataId).toBe(address);
    expect(shared.dataId).not.toBe(clone.dataId);
    expect(await clone.data()).toEqual(kept);
    const [first] = await shared.data();
    expect(first).toBeCloseTo((kept[0] as number) - 0.5, 6);
    tf.dispose([own, shared, velocities, clone, gradients]);
  });

  it('changes what later reads give, and not what an earlier one is about to', async () => {
    const [weight, velocity] = tf.tidy(() => [tf.variable(tf.ones([4])), tf.variable(tf.zeros([4]))]);
    const gradient = tf.ones([4]);
    const step = { weights: [weight], velocities: [velocity], gradients: [gradient], ...plain };
    momentumStep(step);
    expect((await weight.data())[0]).toBe(0.5);
    momentumStep(step);
    expect((await weight.data())[0]).toBe(0);
    momentumStep(step);
    const early = weight.data();
    momentumStep(step);
    expect((await early)[0]).toBe(-0.5);
    expect((await weight.data())[0]).toBe(-1);
    tf.dispose([weight, velocity, gradient]);
  });

  it('takes a weight over from another backend, and leaves what shares it there as it is', async () => {
    await tf.setBackend('cpu');
    const weight = tf.tidy(() => tf.variable(tf.ones([4])));
    const clone = tf.clone(weight);
    await startOnAnyAdapter();
    const velocity = tf.tidy(() => tf.variable(tf.zeros([4])));
    const gradient = tf.ones([4]);
    momentumStep({ weights: [weight], velocities: [velocity], gradients: [gradient], ...plain });
    expect((await weight.data())[0]).toBe(0.5);
    expect((await clone.data())[0]).toBe(1);
    tf.dispose([weight, velocity, gradient, clone]);
  });
});
