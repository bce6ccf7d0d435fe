/** Promises of a plug-in beside kernels: the optimiser's step in place, its memory, its own description. */
import * as tf from '@tensorflow/tfjs-core';
import { contractVersion, elementAt, kernelOrigin, momentumStep, pluginOf } from 'sk-core';
import { expect } from 'vitest';
import { toTensor } from '../check/backendTensors.js';
import { type Array64, at, noise } from '../numbers/array64.js';
import { close } from '../numbers/close.js';
import type { ContractCase } from './contractCase.js';

/** Parts of SIMD vectors, whole ones, and a filter. */
const shapes: readonly (readonly number[])[] = [[1], [3], [4], [5], [33], [3, 3, 2, 8], [64]];

interface Step {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** Runs two steps of PyTorch's SGD, on the backend and in float64. */
async function descend(step: Step): Promise<void> {
  const wanted = shapes.map((shape, k) => ({
    weight: noise(shape, k + 1),
    velocity: noise(shape, k + 21),
    decay: k % 2 === 0 ? 0.1 : 0,
  }));
  const weights = wanted.map(({ weight }) => tf.variable(toTensor(weight)));
  const velocities = wanted.map(({ velocity }) => tf.variable(toTensor(velocity)));
  const weightDecays = wanted.map(({ decay }) => decay);
  for (const seed of [41, 61]) {
    const gradients = shapes.map((shape, k) => noise(shape, k + seed));
    const before = tf.memory().numTensors;
    const tensors = gradients.map(toTensor);
    momentumStep({ weights, velocities, gradients: tensors, weightDecays, ...step });
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
    for (const [k, w] of wanted.entries()) advance(w, elementAt(gradients, k), step);
  }
  for (const [k, { weight, velocity }] of wanted.entries()) {
    close(await elementAt(weights, k).data(), weight.values, `weight [${shapes[k]}]`);
    close(await elementAt(velocities, k).data(), velocity.values, `velocity [${shapes[k]}]`);
  }
  tf.dispose([weights, velocities]);
}

function advance(
  { weight, velocity, decay }: { weight: Array64; velocity: Array64; decay: number },
  gradient: Array64,
  { learningRate, momentum, nesterov }: Step,
): void {
  weight.values.forEach((w, i) => {
    const g = at(gradient, i) + decay * w;
    const v = momentum * at(velocity, i) + g;
    velocity.values[i] = v;
    weight.values[i] = w - learningRate * (nesterov ? g + momentum * v : v);
  });
}

/** Returns the cases of a backend. */
export function pluginContract(backendName: string): readonly ContractCase[] {
  return [
    {
      name: 'momentumStep: two steps of plain descent',
      run: () => descend({ learningRate: 0.5, momentum: 0, nesterov: false }),
    },
    {
      name: 'momentumStep: two steps with momentum 0.9',
      run: () => descend({ learningRate: 0.1, momentum: 0.9, nesterov: false }),
    },
    {
      name: 'momentumStep: two steps with Nesterov momentum',
      run: () => descend({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
    },
    {
      name: 'an installed plug-in speaks of this backend and this contract, and installs again without harm',
      run: () => {
        const plugin = pluginOf(backendName);
        if (plugin === undefined) {
          expect(kernelOrigin('SkGroupedConv2D', backendName)).not.toBe('plugin');
          return;
        }
        expect([plugin.backendName, plugin.contractVersion]).toEqual([backendName, contractVersion]);
        expect(plugin.kernels.provider).toBe(plugin.name);
        plugin.install();
        for (const { kernelName } of plugin.kernels.kernels) {
          expect([kernelName, kernelOrigin(kernelName, backendName)]).toEqual([kernelName, 'plugin']);
        }
      },
    },
    {
      name: 'a plug-in that measures its memory counts a tensor',
      run: () => {
        const memory = (): { heapBytes: number; usedBytes: number; limitBytes: number } =>
          pluginOf(backendName)?.memory?.() ?? {
            heapBytes: tf.memory().numBytes,
            usedBytes: tf.memory().numBytes,
            limitBytes: Number.POSITIVE_INFINITY,
          };
        const before = memory();
        const x = tf.add(tf.zeros([1024, 64]), 1);
        const after = memory();
        expect(after.usedBytes - before.usedBytes).toBeGreaterThanOrEqual(1024 * 64 * 4);
        expect(after.heapBytes).toBeGreaterThanOrEqual(after.usedBytes);
        expect(after.limitBytes).toBeGreaterThanOrEqual(after.heapBytes);
        x.dispose();
      },
    },
  ];
}
