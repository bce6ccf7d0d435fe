/** Runs in mixed precision: the loss is scaled, and steps whose gradients overflow are skipped. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import type { Batch } from 'sk-models';
import {
  ArrayDataset,
  fit,
  NonFiniteLossError,
  type RecipeInput,
  type SkippedStep,
  ThreadRanks,
  TrainStep,
  type TrainStepSettings,
  threadMemory,
} from 'sk-train';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { savedRun } from './savedRuns.js';
import { tinyClasses, tinyData, tinyNetwork, tinyShape, weightsOf } from './tinyNetwork.js';

const recipe: RecipeInput = { epochs: 3, batchSize: 6, learningRate: 0.02, precision: 'mixed' };
const settings: TrainStepSettings = {
  weightDecay: 0.05,
  labelSmoothing: 0.1,
  accumulate: 1,
  averagedBatches: 0,
};

/** Images of three colours whose gradients are about 10: a scale of 2^126 overflows. */
async function brightData(size: number): Promise<ArrayDataset> {
  for await (const { images, labels } of tinyData(size).batches({ batchSize: size, epoch: 0 })) {
    const bright = images.map((value) => 30 * value);
    return new ArrayDataset({
      ...{ images: bright, labels: [...labels], shape: tinyShape, classNames: tinyClasses },
      ...{ seed: 1, shuffle: true },
    });
  }
  throw new Error('no batch');
}

/** Without batch norms, whose gradients do not follow the images, and with equal scores for all classes at first. */
function plain(): LayersModel {
  const model = tinyNetwork({ sk: false });
  const classifier = model.layers.at(-1);
  tf.tidy(() => classifier?.setWeights(classifier.getWeights().map((weight) => tf.zerosLike(weight))));
  return model;
}

const lossScale = { start: 2 ** 126, interval: 20 };
const overflowing = { ...recipe, learningRate: 3e-4, labelSmoothing: 0.3, lossScale };

async function batchesOf(data: ArrayDataset): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const batch of data.batches({ batchSize: 6, epoch: 0 })) found.push(batch);
  return found;
}

let tensors = 0;
beforeAll(() => start());
beforeEach(async () => {
  await tf.setBackend('wasm');
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

/** Trains, and returns what there is to see. */
async function trained(options: { readonly data?: ArrayDataset; readonly recipe: RecipeInput }) {
  const { data = tinyData(30), recipe: given } = options;
  const model = options.data === undefined ? tinyNetwork() : plain();
  const skipped: SkippedStep[] = [];
  const losses: number[] = [];
  const scales: (number | undefined)[] = [];
  try {
    const { state } = await fit(model, {
      ...{ train: data, recipe: given, logEvery: 1, onSkippedStep: (step) => void skipped.push(step) },
      onRecord: (record) => {
        if (record.kind !== 'step') return;
        losses.push(record.loss);
        scales.push(record.lossScale);
      },
    });
    return { state, skipped, losses, scales, weights: weightsOf(model) };
  } finally {
    model.dispose();
  }
}

describe('a run whose loss is scaled', () => {
  it.each(['wasm', 'cpu'])(
    'has the bits of one in float32 where nothing overflows, on %s',
    async (backend) => {
      await tf.setBackend(backend);
      const epochs = backend === 'cpu' ? 1 : 3;
      const mixed = await trained({ recipe: { ...recipe, epochs } });
      const { precision: _, ...inFloat32 } = recipe;
      const float32 = await trained({ recipe: { ...inFloat32, epochs } });
      expect(mixed.losses).toEqual(float32.losses);
      expect(mixed.weights).toEqual(float32.weights);
      expect(mixed.state.lossScaling).toEqual({ scale: 65536, goodSteps: 5 * epochs, skippedSteps: 0 });
      expect(mixed.skipped).toEqual([]);
      expect(float32.state).not.toHaveProperty('lossScaling');
      expect(float32.scales).toEqual(float32.losses.map(() => undefined));
    },
  );

  it('recovers from a scale that is forced up, and ends within 1 % of the loss in float32', async () => {
    const data = await brightData(60);
    const steps = { ...overflowing, epochs: 5 };
    const mixed = await trained({ data, recipe: steps });
    const { precision: _, lossScale: __, ...inFloat32 } = steps;
    const float32 = await trained({ data, recipe: inFloat32 });
    const count = mixed.skipped.length;
    expect(count).toBeGreaterThan(2);
    expect(count).toBeLessThan(20);
    expect(mixed.state.step).toBe(50);
    expect(mixed.skipped.map(({ skippedSteps }) => skippedSteps)).toEqual(
      mixed.skipped.map((___, i) => i + 1),
    );
    expect(mixed.state.lossScaling?.skippedSteps).toBe(count);
    expect(mixed.scales.at(0)).toBe(2 ** 125);
    expect(mixed.losses.every(Number.isFinite)).toBe(true);
    const end = ({ losses }: { readonly losses: readonly number[] }): number =>
      losses.slice(-10).reduce((sum, loss) => sum + loss, 0);
    expect(Math.abs(end(mixed) / end(float32) - 1)).toBeLessThan(0.01);
    expect(end(float32)).toBeLessThan(0.9 * float32.losses.slice(0, 10).reduce((sum, loss) => sum + loss, 0));
  });

  it('goes on from each of its steps with its bits, skipped ones among them', async () => {
    const options = {
      train: await brightData(30),
      recipe: { ...overflowing, optimizer: { kind: 'adamw' as const }, ema: { decay: 0.9 }, epochs: 2 },
    };
    const whole = await savedRun(plain, options);
    const skips = whole.map(({ state }) => state.lossScaling?.skippedSteps);
    expect(skips[0]).toBe(1);
    expect(skips.at(-1)).toBeLessThan(whole.length);
    for (const at of [0, 1, 4, 7])
      expect(await savedRun(plain, options, whole[at])).toEqual(whole.slice(at + 1));
  });

  it('skips as if the step had not been, but for the running averages', async () => {
    const batches = await batchesOf(await brightData(30));
    const optimizer = { kind: 'adamw' as const };
    const scaled = plain();
    const step = new TrainStep(scaled, { ...settings, optimizer, precision: 'mixed', lossScale });
    const applied: Batch[] = [];
    for (const batch of batches) {
      const before = weightsOf(scaled);
      const { isSkipped, isApplied, loss } = await step.run(batch, 1e-3);
      expect([isApplied, Number.isFinite(loss)]).toEqual([true, true]);
      if (isSkipped) expect(weightsOf(scaled)).toEqual(before);
      else applied.push(batch);
    }
    expect(applied.length).toBeGreaterThan(0);
    expect(applied.length).toBeLessThan(batches.length);
    const other = plain();
    const unscaled = new TrainStep(other, { ...settings, optimizer });
    for (const batch of applied) await unscaled.run(batch, 1e-3);
    expect(weightsOf(scaled)).toEqual(weightsOf(other));
    for (const item of [step, unscaled, scaled, other]) item.dispose();
  });

  it('ends where gradients are not finite at any scale', async () => {
    const model = sequential();
    model.add(layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [...tinyShape] }));
    model.add(layers.globalAveragePooling2d({}));
    model.add(layers.dense({ units: 3, useBias: false }));
    // The classifier makes finite scores of tiny numbers, whose gradients are huge and meet huge images.
    tf.tidy(() =>
      model.setWeights([tf.zeros([3, 3, 3, 1]), tf.fill([1], 2e-38), tf.tensor2d([[1e38, -1e38, 1e37]])]),
    );
    const [images, labels] = [new Float32Array(6 * 108).fill(1e20), [0, 1, 2, 0, 1, 2]];
    const train = new ArrayDataset({ images, labels, shape: tinyShape, classNames: tinyClasses });
    const start = 2 ** -12;
    const ended = fit(model, { train, recipe: { ...recipe, epochs: 9, batchSize: 3, lossScale: { start } } });
    await expect(ended).rejects.toThrow(NonFiniteLossError);
    await expect(ended).rejects.toThrow(
      /gradients are not finite at step 3, .* after 3 skipped steps the scale is/,
    );
    model.dispose();
  });

  it('is scaled alike on ranks that train together', async () => {
    const [train, options] = [await brightData(24), { ...overflowing, epochs: 2 }];
    const memory = threadMemory(2);
    const models = [plain(), plain()];
    const states = await Promise.all(
      models.map(async (model, rank) => {
        const ranks = new ThreadRanks({ memory, rank, size: 2 }, (code) => {
          throw new Error(`rank ${rank} aborts with ${code}`);
        });
        return (await fit(model, { train, recipe: options, ranks })).state;
      }),
    );
    expect(states[0]?.lossScaling?.skippedSteps).toBeGreaterThan(1);
    expect(states[1]?.lossScaling).toEqual(states[0]?.lossScaling);
    const [weights, others] = models.map(weightsOf);
    expect(weights).toEqual(others);
    for (const model of models) model.dispose();
  });
});
