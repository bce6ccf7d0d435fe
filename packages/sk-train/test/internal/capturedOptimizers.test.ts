/** Captured steps of each optimiser, with limits and an average of weights, are eager ones, to the bit. */
import '../../../../tools/swiftshader/load.mjs';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-webgpu/node';
import type { Batch } from 'sk-models';
import { Evaluator, RandomStream, TrainStep, type TrainStepSettings } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyData, tinyNetwork } from '../tinyNetwork.js';

const settings: TrainStepSettings = {
  weightDecay: 0.05,
  labelSmoothing: 0.1,
  accumulate: 1,
  averagedBatches: 0,
  ema: { decay: 0.9 },
};
const full = process.env['SK_TEST_FULL'] === '1';

const batchAt = (n: number): Batch => {
  const stream = new RandomStream(n + 1, 'data');
  return {
    images: Float32Array.from({ length: 4 * 108 }, () => stream.uniform(-1, 1)),
    shape: [4, 6, 6, 3],
    labels: Int32Array.from({ length: 4 }, (_, i) => (i + n) % 3),
  };
};

/** All that a step moves. */
async function stateOf(model: LayersModel, step: TrainStep): Promise<number[][]> {
  const all = [...model.weights.map((weight) => weight.read()), ...step.optimizer.slots];
  return await Promise.all(
    [...all, ...(step.average?.variables ?? [])].map(async (tensor) => [...(await tensor.data())]),
  );
}

/** Takes eight steps, the last four each after a test of the weights and one of their average, which are recorded too. */
async function train({ sk = false, ...changes }: Course, capture: boolean) {
  const model = tinyNetwork({ sk });
  const step = new TrainStep(model, { ...settings, ...changes }, { capture });
  const evaluator = new Evaluator(model);
  const test = async () => (await evaluator.evaluate(tinyData(6, 2), { batchSize: 6 })).loss;
  const losses: number[] = [];
  for (let n = 0; n < 8; n++) {
    if (n >= 4) losses.push(await test(), (await step.average?.during(test)) ?? Number.NaN);
    losses.push((await step.run(batchAt(n), n < 4 ? 0.05 : 0.01)).loss);
  }
  const { replays, refusal } = step;
  evaluator.dispose();
  const state = await stateOf(model, step);
  step.dispose();
  model.dispose();
  return { losses, state, replays, refusal };
}

interface Course extends Partial<TrainStepSettings> {
  /** Whether the network has an SK unit, whose statistics are averaged too. */
  readonly sk?: boolean;
}

const courses: Readonly<Record<string, Course>> = {
  adamw: { optimizer: { kind: 'adamw' }, clipNorm: 0.1 },
  ...(full && {
    'adamw with another rate for the head': {
      ...{ optimizer: { kind: 'adamw' }, learningRate: 0.1, lrHead: 0.3, accumulate: 2, clipValue: 0.01 },
    },
    'adamw with an SK unit': { optimizer: { kind: 'adamw' }, sk: true },
    rmsprop: { optimizer: { kind: 'rmsprop' }, clipValue: 0.01 },
    lamb: { optimizer: { kind: 'lamb' } },
    sgd: { momentum: 0.9, nesterov: true, clipNorm: 0.1 },
  }),
};

beforeAll(() => start({ allowSoftware: true }));

describe('eight captured steps have the bits of eager ones:', () => {
  it.each(Object.entries(courses))('%s', async (_, changes) => {
    const { numTensors } = tf.memory();
    const eager = await train(changes, false);
    const captured = await train(changes, true);
    expect(captured.refusal).toBeUndefined();
    expect(captured.replays).toBe(5);
    expect(captured.losses.filter(Number.isFinite)).toHaveLength(16);
    expect(captured.losses).toEqual(eager.losses);
    expect(captured.state).toEqual(eager.state);
    expect(new Set(captured.state.flat()).size).toBeGreaterThan(100);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

it('an infinite loss, with three steps in flight, changes neither weights, moments nor average, and does not count', async () => {
  const run = async (bad: boolean): Promise<number[][]> => {
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, { ...settings, optimizer: { kind: 'adamw' } });
    for (let n = 0; n < 5; n++) await step.run(batchAt(n), 0.05);
    if (bad) {
      const before = await stateOf(model, step);
      const infinite = { ...batchAt(5), images: batchAt(5).images.map((value) => value * 3e38) };
      const results = await Promise.all(
        [infinite, batchAt(6), batchAt(7)].map((batch) => step.run(batch, 0.05)),
      );
      expect(results.map(({ isApplied }) => isApplied)).toEqual([false, false, false]);
      expect(await stateOf(model, step)).toEqual(before);
    }
    await step.run(batchAt(8), 0.05);
    expect(step.replays).toBeGreaterThan(2);
    const state = await stateOf(model, step);
    step.dispose();
    model.dispose();
    return state;
  };
  expect(await run(true)).toEqual(await run(false));
});
