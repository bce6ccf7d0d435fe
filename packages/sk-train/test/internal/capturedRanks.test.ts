/** Steps of several ranks on WebGPU, whose gradients are replayed and whose sums the host makes. */
import '../../../../tools/swiftshader/load.mjs';
import * as tf from '@tensorflow/tfjs-core';
import { start } from 'sk-backend-webgpu/node';
import { elementAt } from 'sk-core';
import type { Batch } from 'sk-models';
import { ThreadRanks, TrainStep, type TrainStepOptions, threadMemory } from 'sk-train';
import { beforeAll, expect, it } from 'vitest';
import { mixBatch } from '#internal';
import { tinyData, tinyNetwork } from '../tinyNetwork.js';

const settings = {
  ...{ momentum: 0.9, nesterov: true, weightDecay: 1e-4, labelSmoothing: 0.1 },
  ...{ accumulate: 2, averagedBatches: 0 },
};
const timeout = 3_600_000;
const size = 2;
const steps = 12;

beforeAll(async () => {
  await start({ allowSoftware: true });
});

interface Trained {
  readonly losses: readonly number[];
  readonly state: readonly Float32Array[];
  readonly replays: number;
}

/** Returns the batches of a rank. Some are mixed, and in the last two steps one rank has fewer images. */
async function batchesOf(rank: number): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  for (let step = 0; step < steps; step++) {
    const images = rank === 1 && step > steps - 3 ? 3 : 4;
    for await (const batch of tinyData(images, 10 * step + rank).batches({ batchSize: images, epoch: 0 })) {
      batches.push(
        step % 3 === 2 ? mixBatch(batch, { mixup: 0.4, seed: 3 }, { epoch: 0, batch: step }) : batch,
      );
    }
  }
  return batches;
}

async function train(options: TrainStepOptions, precision: 'float32' | 'mixed'): Promise<readonly Trained[]> {
  const memory = threadMemory(size);
  return await Promise.all(
    Array.from({ length: size }, async (_, rank) => {
      const ranks = new ThreadRanks({ memory, rank, size }, (code) => {
        throw new Error(`rank ${rank} aborts with ${code}`);
      });
      const model = tinyNetwork({ dropout: 0.2 });
      const step = new TrainStep(model, { ...settings, precision }, { ...options, ranks });
      try {
        const losses: number[] = [];
        for (const batch of await batchesOf(rank)) {
          losses.push((await step.run(batch, 0.1)).loss);
        }
        const variables = [...model.weights.map((weight) => weight.read()), ...step.optimizer.slots];
        const state = await Promise.all(variables.map((variable) => variable.data<'float32'>()));
        return { losses, state, replays: step.replays };
      } finally {
        step.dispose();
        model.dispose();
      }
    }),
  );
}

it.each(['float32', 'mixed'] as const)(
  'take the steps of ranks that record nothing, to the bit, in %s',
  { timeout },
  async (precision) => {
    const before = tf.memory().numTensors;
    const eager = await train({ capture: false }, precision);
    const replayed = await train({}, precision);
    expect(eager.map(({ replays }) => replays)).toEqual([0, 0]);
    expect(tf.memory().numTensors).toBe(before);
    for (const [rank, { losses, state, replays }] of replayed.entries()) {
      expect(replays).toBeGreaterThan(4);
      const wanted = elementAt(eager, rank);
      expect(losses).toEqual(wanted.losses);
      expect(state).toEqual(wanted.state);
      expect(state).toEqual(elementAt(replayed, 0).state);
    }
  },
);
