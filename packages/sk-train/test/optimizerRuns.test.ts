/** Runs with each optimiser, an average of the weights, limits and parts of batches. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { install, OutOfMemoryError, plugin } from 'sk-backend-wasm';
import { start } from 'sk-backend-wasm/node';
import type { EpochRecord } from 'sk-models';
import { freezeStages } from 'sk-models';
import { evaluate, fit, type RecipeInput, TrainStep } from 'sk-train';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assign, copied, type Saved, savedOf, savedRun } from './savedRuns.js';
import { tinyData, tinyNetwork, weightsOf } from './tinyNetwork.js';

const base: RecipeInput = {
  ...{ epochs: 2, batchSize: 5, accumulate: 2, learningRate: 0.02, lrHead: 0.05, weightDecay: 0.05 },
  ...{ clipNorm: 0.5, ema: { decay: 0.9 } },
};
const recipes: Readonly<Record<string, RecipeInput>> = {
  sgd: { ...base, nesterov: true },
  adamw: { ...base, optimizer: { kind: 'adamw' } },
  rmsprop: { ...base, optimizer: { kind: 'rmsprop' } },
  lamb: { ...base, optimizer: { kind: 'lamb' } },
};
const [train, test] = [tinyData(12), tinyData(9, 2)];
const kindsOfState = { sgd: 1, adamw: 2, rmsprop: 2, lamb: 2 } as const;

const run = (recipe: RecipeInput, from?: Saved): Promise<Saved[]> =>
  savedRun(() => tinyNetwork({ dropout: 0.2 }), { train, test, recipe }, from);

let tensors = 0;
beforeAll(() => start());
beforeEach(async () => {
  await tf.setBackend('wasm');
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  install({ heapLimitBytes: Number.POSITIVE_INFINITY });
  expect(tf.memory().numTensors).toBe(tensors);
});

describe('a run goes on from any step with the bits of one that was never stopped:', () => {
  it.each(Object.entries(recipes))('%s', async (kind, recipe) => {
    const whole = await run(recipe);
    expect(whole.map(({ state }) => state.step)).toEqual([1, 2, 3, 4, 5, 6]);
    const model = tinyNetwork();
    const count = model.trainableWeights.length;
    expect(whole[0]?.velocities).toHaveLength(kindsOfState[kind as keyof typeof kindsOfState] * count);
    expect(whole[0]?.ema).toHaveLength(model.weights.length);
    model.dispose();
    for (const at of [0, 2, 3]) {
      const rest = await run(recipe, whole[at]);
      expect(rest).toEqual(whole.slice(at + 1));
    }
  });

  it('and refuses state of another optimiser, and to go on without the average', async () => {
    const [{ velocities, ...saved } = {} as Saved] = await run({ ...base, optimizer: { kind: 'adamw' } });
    const other = run({ ...base, nesterov: true }, { ...saved, velocities });
    await expect(other).rejects.toThrow(/got \d+ velocities, this model and its optimiser have/);
    const without = run(recipes['adamw'] ?? {}, { ...saved, velocities, ema: [] });
    await expect(without).rejects.toThrow(/got 0 averages for \d+ weights/);
  });
});

describe('the average of the weights', () => {
  it('is what restoreBest gives back, unless the run goes by another figure, and wants ema for figures of its own', async () => {
    const ends = async (monitor: RecipeInput['monitor']) => {
      const model = tinyNetwork();
      const best: Saved[] = [];
      await fit(model, {
        ...{ train, test, restoreBest: true, recipe: { ...base, monitor, ema: { decay: 0.7 } } },
        onCheckpoint: async (checkpoint) => void (checkpoint.best && best.push(savedOf(model, checkpoint))),
      });
      const values = copied(model.layers.flatMap(({ weights }) => weights.map((weight) => weight.read())));
      const weights = weightsOf(model);
      model.dispose();
      return { values, weights, best: best.at(-1) };
    };
    for (const monitor of [undefined, 'testLossEma'] as const) {
      const { values, weights, best } = await ends(monitor);
      expect(values).toEqual(best?.ema);
      expect(weights).not.toEqual(best?.weights);
    }
    const { weights, best } = await ends('testLoss');
    expect(weights).toEqual(best?.weights);
    const { ema: _, ...without } = base;
    await expect(run({ ...without, monitor: 'testLossEma' })).rejects.toThrow(
      'monitor: testLossEma is of the average of the weights, and the recipe has no ema',
    );
  });

  it('is tested beside them, chooses the best checkpoint, and leaves them as they are', async () => {
    const model = tinyNetwork();
    const saved: Saved[] = [];
    const records: EpochRecord[] = [];
    await fit(model, {
      ...{ train, test, recipe: { ...base, epochs: 4, ema: { decay: 0.7, warmup: false } } },
      onRecord: (record) => void (record.kind === 'epoch' && records.push(record)),
      onCheckpoint: async (checkpoint) => void saved.push(savedOf(model, checkpoint)),
    });
    expect(weightsOf(model)).toEqual(saved.at(-1)?.weights);
    const places = model.layers
      .flatMap(({ weights }) => weights)
      .map((weight) => model.weights.indexOf(weight));
    let best = -1;
    for (const [i, { weights, ema, state, best: isBest }] of saved.entries()) {
      const record = records[i];
      assign(model, weights);
      expect(record?.testAccuracy).toBe((await evaluate(model, test, { batchSize: 3 })).accuracy);
      assign(
        model,
        model.weights.map((_, k) => ema[places.indexOf(k)] ?? new Float32Array()),
      );
      const { accuracy, loss } = await evaluate(model, test, { batchSize: 3 });
      expect([record?.testAccuracyEma, record?.testLossEma]).toEqual([accuracy, loss]);
      expect(record?.testLossEma).not.toBe(record?.testLoss);
      expect(isBest).toBe(accuracy > best);
      best = Math.max(best, accuracy);
      expect(state.bestAccuracy).toBe(best);
    }
    expect(records).toHaveLength(4);
    model.dispose();
  });

  it('follows weights and statistics, and nothing that is frozen', async () => {
    const model = tinyNetwork();
    const step = new TrainStep(model, {
      ...settings,
      ema: { decay: 0.5, warmup: false },
      averagedBatches: 0,
    });
    const before = new Map(model.weights.map((weight) => [weight.id, copied([weight.read()])[0]]));
    for await (const batch of train.batches({ batchSize: 12, epoch: 0 })) await step.run(batch, 0.1);
    const all = model.layers.flatMap(({ weights }) => weights);
    for (const [i, average] of (step.average?.values() ?? []).entries()) {
      const [weight, start] = [all[i], before.get(all[i]?.id ?? -1)];
      const now = weight?.read().dataSync() ?? [];
      average.dataSync().forEach((value, k) => {
        expect(value).toBeCloseTo(((start?.[k] ?? Number.NaN) + (now[k] ?? 0)) / 2, 6);
      });
      expect(now).not.toEqual(start);
    }
    expect(step.average?.variables).toHaveLength(all.length);
    step.dispose();
    freezeStages(model, 'SK_1_1');
    const head = new TrainStep(model, { ...settings, ema: { decay: 0.5 } });
    expect(head.average?.variables).toHaveLength(2);
    expect(head.average?.values()).toHaveLength(all.length);
    head.dispose();
    model.dispose();
  });
});

const settings = {
  weightDecay: 0.05,
  labelSmoothing: 0,
  accumulate: 1,
  optimizer: { kind: 'adamw' },
} as const;

describe('a step', () => {
  it('leaves what is frozen on the way as it is, moments included', async () => {
    const model = tinyNetwork({ sk: false });
    const [conv] = model.layers;
    const step = new TrainStep(model, settings);
    const stateOf = (): string[] => copied([...step.optimizer.weights, ...step.optimizer.slots]).map(String);
    const takeStep = async (): Promise<boolean[]> => {
      const before = stateOf();
      for await (const batch of train.batches({ batchSize: 12, epoch: 0 })) await step.run(batch, 0.1);
      return stateOf().map((values, i) => values !== before[i]);
    };
    const moved = await takeStep();
    expect(moved).toHaveLength(12);
    expect(new Set(moved)).toEqual(new Set([true]));
    if (conv !== undefined) conv.trainable = false;
    expect(await takeStep()).toEqual([1, 2, 3].flatMap(() => [false, false, true, true]));
    step.dispose();
    model.dispose();
  });

  it.each([
    ['adamw', settings],
    ['sgd', { ...settings, optimizer: { kind: 'sgd' } }],
  ] as const)('of %s moves nothing where the memory ends, the average included', async (_, own) => {
    const model = tinyNetwork({ sk: false });
    const step = new TrainStep(model, { ...own, clipNorm: 1, ema: { decay: 0.9 } });
    const stateOf = (): Float32Array[] => [
      ...weightsOf(model),
      ...copied([...step.optimizer.slots, ...(step.average?.variables ?? [])]),
    ];
    let failures = 0;
    for await (const batch of train.batches({ batchSize: 12, epoch: 0 })) {
      await step.run(batch, 0.1);
      const [before, { numTensors }] = [stateOf(), tf.memory()];
      const used = plugin.memory?.().usedBytes ?? Number.NaN;
      for (let room = 0; ; room += 512) {
        install({ heapLimitBytes: used + room });
        const error = await step.run(batch, 0.1).catch((reason: unknown) => reason);
        install({ heapLimitBytes: Number.POSITIVE_INFINITY });
        if (!(error instanceof Error)) break;
        expect(error).toBeInstanceOf(OutOfMemoryError);
        expect(stateOf()).toEqual(before);
        expect(tf.memory().numTensors).toBe(numTensors);
        failures++;
      }
      expect(stateOf()).not.toEqual(before);
    }
    expect(failures).toBeGreaterThan(10);
    step.dispose();
    model.dispose();
  });

  it('refuses settings that no optimiser has, that belong to another, and two limits', () => {
    const model = tinyNetwork({ sk: false });
    const refusal = (changes: object, message: string | RegExp): void =>
      expect(() => new TrainStep(model, { ...settings, ...changes })).toThrow(message);
    const before = tf.memory().numTensors;
    refusal({ optimizer: { kind: 'adam' } }, "optimizer.kind wants 'sgd', 'adamw', 'rmsprop', 'lamb', got");
    refusal(
      { optimizer: { kind: 'adamw', alpha: 1 } },
      /optimizer has no 'alpha'.*there are kind, beta1, beta2, epsilon/,
    );
    refusal(
      { momentum: 0.9 },
      'momentum and nesterov are settings of the optimizer sgd, and this one is adamw',
    );
    refusal({ clipNorm: 1, clipValue: 1 }, 'clipNorm and clipValue: both limit the gradients');
    refusal({ ema: { decy: 0.9 } }, "ema has no 'decy' (did you mean 'decay'?)");
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
