/** Asks the question `replay` of a small network in place of SKNet-50: the device is the same. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel } from 'sk-models';
import { TrainStep } from 'sk-train';
import { beforeAll, expect, it } from 'vitest';
import { replayTimes, ways } from '../replay/replayTimes.js';
import { startCounting } from '../traffic/nullDevice.js';

const full = process.env['SK_TEST_FULL'] === '1';

const network = (): LayersModel =>
  createModel('sknet_slim', { inputShape: [16, 16, 3], widthMultiplier: 1 / 4, seed: 1 });

beforeAll(startCounting);

it('times steps that are replayed and steps that are not', async () => {
  const { numTensors } = tf.memory();
  const times = await replayTimes(network, 2, 2);
  // Fifteen of each of the six ways that are captured.
  expect(times).toMatchObject({ batch: 2, rounds: 2, replays: 90 });
  expect(Object.keys(times.milliseconds)).toEqual([...ways]);
  for (const time of Object.values(times.milliseconds)) expect(time).toBeGreaterThan(0);
  // An optimizer of TensorFlow.js with momentum keeps its learning rate.
  expect(tf.memory().numTensors).toBe(numTensors + 1);
});

if (full) {
  it('3,000 captured steps leave tensors, buffers and the memory of the process as they were', async () => {
    const { bufferManager } = tf.backend() as WebGPUBackend;
    const model = network();
    const settings = { momentum: 0.9, nesterov: false, weightDecay: 0, labelSmoothing: 0, accumulate: 1 };
    const step = new TrainStep(model, settings);
    const batch = {
      images: new Float32Array(2 * 16 * 16 * 3),
      shape: [2, 16, 16, 3],
      labels: new Int32Array(2),
    } as const;
    const seen: { readonly held: readonly number[]; readonly rss: number }[] = [];
    for (let i = 1; i <= 3000; i++) {
      await step.run(batch, 0.1);
      if (i % 1000 !== 0) continue;
      const { numTensors, numDataBuffers } = tf.memory();
      const held = [numTensors, numDataBuffers, bufferManager.numBytesAllocated, bufferManager.numBytesUsed];
      seen.push({ held, rss: process.memoryUsage.rss() });
    }
    expect(step.replays).toBe(2997);
    expect(new Set(seen.map(({ held }) => `${held}`)).size).toBe(1);
    // It may fall: what came before is collected some time.
    expect(Number(seen.at(-1)?.rss)).toBeLessThan(1.1 * Number(seen[0]?.rss));
    step.dispose();
    model.dispose();
  });
}
