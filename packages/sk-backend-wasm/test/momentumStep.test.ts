import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import { momentumStep, momentumStepComposite } from 'sk-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { noise } from './support/onBothBackends.js';

beforeAll(() => start());

const shapes = [[3, 3, 4, 5], [7], [1]];
const options = { weightDecays: [0.01, 0, 0.1], learningRate: 0.1, momentum: 0.9 };

function variables(seed: number): tf.Variable[] {
  return shapes.map((shape, i) => tf.tidy(() => tf.variable(noise(shape, seed + i))));
}

describe('momentumStep on wasm', () => {
  for (const nesterov of [false, true]) {
    it(`changes weights and velocities as the composite does${nesterov ? ', with nesterov' : ''}`, () => {
      expect(plugin.momentumStep).toBeDefined();
      const results = [momentumStep, momentumStepComposite].map((step) => {
        const [weights, velocities] = [variables(1), variables(10)];
        const gradients = shapes.map((shape, i) => noise(shape, 20 + i));
        const before = tf.memory().numTensors;
        for (let i = 0; i < 3; i++) step({ weights, velocities, gradients, nesterov, ...options });
        expect(tf.memory().numTensors).toBe(before);
        const values = [...weights, ...velocities].map((v) => [...v.dataSync()]);
        tf.dispose([weights, velocities, gradients]);
        return values.flat();
      });
      const [got, wanted] = results as [number[], number[]];
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i] as number, 6);
      });
    });
  }

  it('works in place on buffers of its own and leaves shared ones as they are', () => {
    const [[own, shared], velocities] = [variables(1), variables(10)] as [
      [tf.Variable, tf.Variable],
      tf.Variable[],
    ];
    const clone = tf.clone(shared);
    const kept = [...clone.dataSync()];
    const address = own.dataId;
    const gradients = shapes.slice(0, 2).map((shape) => tf.ones(shape));
    momentumStep({
      weights: [own, shared],
      velocities: velocities.slice(0, 2),
      gradients,
      nesterov: false,
      ...options,
      weightDecays: [0, 0],
    });
    expect(own.dataId).toBe(address);
    expect([...clone.dataSync()]).toEqual(kept);
    expect(shared.dataSync()[0]).not.toBe(kept[0]);
    tf.dispose([own, shared, velocities, clone, gradients]);
  });

  it('stock kernels that keep packed copies of weights see the new ones', () => {
    const [x, alpha] = [tf.neg(tf.ones([2, 3])), tf.variable(tf.ones([3]))];
    const [velocity, gradient] = [tf.variable(tf.zeros([3])), tf.ones([3])];
    const first = tf.prelu(x, alpha).dataSync()[0];
    momentumStep({
      weights: [alpha],
      velocities: [velocity],
      gradients: [gradient],
      weightDecays: [0],
      learningRate: 0.5,
      momentum: 0,
      nesterov: false,
    });
    expect([first, tf.prelu(x, alpha).dataSync()[0]]).toEqual([-1, -0.5]);
  });
});
