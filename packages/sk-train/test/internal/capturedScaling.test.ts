/** Captured steps of mixed precision are eager ones, to the bit, with those that are skipped among them. */
import '../../../../tools/swiftshader/load.mjs';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-webgpu/node';
import { elementAt } from 'sk-core';
import type { Batch } from 'sk-models';
import {
  type ArrayDataset,
  RandomStream,
  type StepResult,
  TrainStep,
  type TrainStepSettings,
} from 'sk-train';
import { beforeAll, expect, it } from 'vitest';
import { tinyData, tinyNetwork } from '../tinyNetwork.js';

const settings: TrainStepSettings = {
  optimizer: { kind: 'adamw' },
  weightDecay: 0.05,
  labelSmoothing: 0.1,
  accumulate: 1,
  averagedBatches: 0,
  ema: { decay: 0.9 },
  precision: 'mixed',
  // Every second good step makes it so large that the next one may overflow.
  lossScale: { start: 2 ** 126, interval: 2 },
};

/** Bright images, whose gradients overflow at a scale of 2^125 or so. */
const batchAt = (n: number, size = 4): Batch => {
  const stream = new RandomStream(n + 1, 'data');
  return {
    images: Float32Array.from({ length: size * 108 }, () => 60 * stream.uniform(-1, 1)),
    shape: [size, 6, 6, 3],
    labels: Int32Array.from({ length: size }, (_, i) => (i + n) % 3),
  };
};

async function batchesOf(data: ArrayDataset): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of data.batches({ batchSize: 6, epoch: 0 })) batches.push(batch);
  return batches;
}

/** Takes steps, of which as many are under way together as may be; the twelfth has a smaller batch. */
async function train(options: { readonly capture: boolean; readonly checkCapture?: number }) {
  const model = tinyNetwork({ sk: false });
  const step = new TrainStep(model, settings, options);
  const underWay: Promise<StepResult>[] = [];
  const results: StepResult[] = [];
  const end = async (most: number): Promise<void> => {
    while (underWay.length > most) {
      const oldest = underWay.shift();
      if (oldest !== undefined) results.push(await oldest);
    }
  };
  for (let n = 0; n < 18; n++) {
    underWay.push(step.run(batchAt(n, n === 11 ? 3 : 4), 0.01));
    await end(step.stepsInFlight - 1);
  }
  await end(0);
  const all = [...model.weights.map((weight) => weight.read()), ...step.optimizer.slots];
  const state = await Promise.all(
    [...all, ...(step.average?.variables ?? [])].map(async (tensor) => [...(await tensor.data())]),
  );
  const { replays, refusal } = step;
  step.dispose();
  model.dispose();
  return { results, state, replays, refusal };
}

beforeAll(() => start({ allowSoftware: true }));

it('captured steps skip, count and scale as eager ones do', async () => {
  const before = tf.memory().numTensors;
  const eager = await train({ capture: false });
  const captured = await train({ capture: true });
  expect(captured.refusal).toBeUndefined();
  expect(captured.replays).toBeGreaterThan(10);
  expect(captured.results).toEqual(eager.results);
  expect(captured.state).toEqual(eager.state);
  const skipped = eager.results.map(({ isSkipped }) => isSkipped);
  const replayed = skipped.slice(4);
  expect([replayed.includes(true), replayed.includes(false)]).toEqual([true, true]);
  expect(eager.results.at(-1)?.lossScaling?.skippedSteps).toBe(skipped.filter(Boolean).length);
  expect(tf.memory().numTensors).toBe(before);
});

it('trains with factors that overflow float16 at first, to within 1 % of the loss in float32', async () => {
  const batches = await batchesOf(tinyData(30));
  const course = async (precision: 'float32' | 'rounded', lossScale?: { readonly start: number }) => {
    await start({ precision });
    const model = tinyNetwork();
    const scaling = lossScale && { precision: 'mixed' as const, lossScale };
    const given = {
      momentum: 0.9,
      weightDecay: 1e-4,
      labelSmoothing: 0.3,
      accumulate: 1,
      averagedBatches: 0,
    };
    const step = new TrainStep(model, { ...given, ...scaling });
    const results: StepResult[] = [];
    for (let n = 0; n < 50; n++) results.push(await step.run(elementAt(batches, n % batches.length), 0.2));
    const { replays } = step;
    step.dispose();
    model.dispose();
    await start({ precision: 'float32' });
    const end = results.slice(-5).reduce((sum, { loss }) => sum + loss / 5, 0);
    return { results, end, replays };
  };
  const float32 = await course('float32');
  const rounded = await course('rounded', { start: 2 ** 28 });
  const skipped = rounded.results.filter(({ isSkipped }) => isSkipped).length;
  expect([skipped > 1, skipped < 12]).toEqual([true, true]);
  expect(rounded.results[0]?.isSkipped).toBe(true);
  expect(rounded.replays).toBeGreaterThan(40);
  expect(rounded.results[0]?.loss).not.toBe(float32.results[0]?.loss);
  expect(Math.abs(rounded.end / float32.end - 1)).toBeLessThan(0.01);
  expect(float32.end).toBeLessThan(0.8 * (float32.results[0]?.loss ?? 0));
});

it('replays of such steps pass the check of their bits', async () => {
  const checked = await train({ capture: true, checkCapture: 3 });
  expect(checked.results).toEqual((await train({ capture: false })).results);
});
