/** Promises of a plug-in beside kernels: the optimiser's step in place, its memory, its own description. */
import * as tf from '@tensorflow/tfjs-core';
import {
  contractVersion,
  deferAverages,
  elementAt,
  kernelOrigin,
  type MovingAverage,
  momentumStep,
  moveAverages,
  pluginOf,
} from 'sk-core';
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
  /** Give the learning rate as a number on the device; false. */
  readonly onDevice?: boolean;
}

/** Runs two steps of PyTorch's SGD, on the backend and in float64. */
async function descend({ onDevice = false, ...step }: Step): Promise<void> {
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
    // A rate of ten with the word that nothing may change comes first.
    const rates = onDevice
      ? [tf.tensor1d([10, 0]), tf.tensor1d([step.learningRate, 1])]
      : [step.learningRate];
    for (const learningRate of rates) {
      momentumStep({ weights, velocities, gradients: tensors, weightDecays, ...step, learningRate });
    }
    tf.dispose([tensors, rates]);
    expect(tf.memory().numTensors).toBe(before);
    for (const [k, w] of wanted.entries()) advance(w, elementAt(gradients, k), step);
  }
  for (const [k, { weight, velocity }] of wanted.entries()) {
    close(await elementAt(weights, k).data(), weight.values, `weight [${shapes[k]}]`);
    close(await elementAt(velocities, k).data(), velocity.values, `velocity [${shapes[k]}]`);
  }
  tf.dispose([weights, velocities]);
}

const averageShapes = [[3], [3], [64], [3], [5], [3], [3]] as const;

async function moveInTurns(): Promise<void> {
  const before = tf.memory().numTensors;
  const running = averageShapes.map(([size]) => tf.tidy(() => tf.variable(tf.fill([size], 2))));
  const value = averageShapes.map(([size], i) => tf.fill([size], i));
  const moving = tf.tensor1d([0.75, 1]);
  const still = tf.tensor1d([0.25, 0]);
  const moves = (momentum: number | tf.Tensor): MovingAverage[] =>
    running.map((variable, i) => ({ running: variable, value: elementAt(value, i), momentum, scale: 3 }));
  moveAverages(moves(0.75));
  moveAverages(moves(still));
  moveAverages([...moves(moving), ...moves(moving)]);
  const move = (average: number, i: number): number => 0.75 * average + 0.25 * 3 * i;
  for (const [i, variable] of running.entries()) {
    const wanted = move(move(move(2, i), i), i);
    for (const average of await variable.data()) expect(average).toBeCloseTo(wanted, 4);
  }
  tf.dispose([running, value, moving, still]);
  expect(tf.memory().numTensors).toBe(before);
}

async function moveLater(): Promise<void> {
  const before = tf.memory().numTensors;
  const running = tf.tidy(() => tf.variable(tf.fill([4], 2)));
  const { result, averages } = deferAverages(() =>
    tf.tidy(() => {
      const value = tf.fill([4], 6);
      moveAverages([{ running, value, momentum: 0.5, scale: 1 }]);
      return tf.sum(value);
    }),
  );
  expect([...(await running.data())]).toEqual([2, 2, 2, 2]);
  moveAverages(averages);
  expect([...(await running.data())]).toEqual([4, 4, 4, 4]);
  tf.dispose([running, result, averages.map(({ value }) => value)]);
  const failing = (): unknown =>
    deferAverages(() => {
      const value = tf.fill([4], 6);
      moveAverages([{ running, value, momentum: 0.5, scale: 1 }]);
      value.dispose();
      throw new RangeError('no');
    });
  expect(failing).toThrow(RangeError);
  expect(tf.memory().numTensors).toBe(before);
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
      name: 'momentumStep: two steps by a rate on the device, and two that may change nothing',
      run: () => descend({ learningRate: 0.1, momentum: 0.9, nesterov: true, onDevice: true }),
    },
    {
      name: 'moveAverages: by a number, by one on the device, by one that may change nothing, and twice at once',
      run: moveInTurns,
    },
    {
      name: 'deferAverages: nothing moves before the caller moves it',
      run: moveLater,
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
