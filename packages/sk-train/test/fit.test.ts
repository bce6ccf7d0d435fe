import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { callbacks } from '@tensorflow/tfjs-layers';
import { registerPlugin } from 'sk-core';
import { type Batch, type Checkpoint, type Dataset, type TrainingRecord, trainingBytes } from 'sk-models';
import {
  ArrayDataset,
  DataError,
  evaluate,
  type FitOptions,
  fit,
  NonFiniteLossError,
  type RecipeInput,
  TrainingMemoryError,
} from 'sk-train';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkTrainingMemory } from '#internal';
import { tinyData, tinyNetwork, tinyShape, weightsOf } from './tinyNetwork.js';

const recipe = { epochs: 3, batchSize: 4, learningRate: 0.1, momentum: 0.9, labelSmoothing: 0.05, seed: 1 };
const base: FitOptions = { train: tinyData(12), test: tinyData(9, 2), recipe, logEvery: 1 };

interface Saved {
  readonly state: Checkpoint['state'];
  readonly velocities: Float32Array[];
  readonly weights: Float32Array[];
}

describe('fit', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('learns, records each step and epoch, and leaves no tensor behind', async () => {
    const model = tinyNetwork();
    const records: TrainingRecord[] = [];
    const before = tf.memory().numTensors;
    const result = await fit(model, { ...base, onRecord: (record) => void records.push(record) });
    expect(tf.memory().numTensors).toBe(before);
    expect(result).toMatchObject({ stopped: false, state: { step: 9, epoch: 3, batch: 0 } });
    expect(records.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      ...['step 1', 'step 2', 'step 3', 'epoch 3'],
      ...['step 4', 'step 5', 'step 6', 'epoch 6'],
      ...['step 7', 'step 8', 'step 9', 'epoch 9'],
    ]);
    const losses = records.flatMap((record) => (record.kind === 'epoch' ? [record.trainLoss] : []));
    expect(losses[2]).toBeLessThan(losses[0] as number);
    const { accuracy, loss } = await evaluate(model, tinyData(9, 2), { batchSize: 9 });
    expect(result.lastEpoch?.testAccuracy).toBe(accuracy);
    expect(result.lastEpoch?.testLoss).toBeCloseTo(loss, 5);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('mixes the batches of any dataset where the recipe says so', async () => {
    const losses = async (changes: RecipeInput): Promise<number[]> => {
      const model = tinyNetwork({ sk: false });
      const found: number[] = [];
      const onRecord = (record: TrainingRecord) => void (record.kind === 'step' && found.push(record.loss));
      await fit(model, { ...base, recipe: { ...recipe, epochs: 1, ...changes }, onRecord });
      model.dispose();
      return found;
    };
    const plain = await losses({});
    const [mixup, cutmix, both] = [
      await losses({ mixup: 1 }),
      await losses({ cutmix: 1 }),
      await losses({ mixup: 1, cutmix: 1 }),
    ];
    expect(new Set([plain, mixup, cutmix, both].map(([first]) => first)).size).toBeGreaterThan(2);
    expect(mixup[0]).not.toBe(plain[0]);
    expect(cutmix[0]).not.toBe(plain[0]);
    expect(both.length).toBe(3);
    expect(await losses({ mixup: 1, cutmix: 1 })).toEqual(both);
    expect(await losses({ mixup: 1, cutmix: 1, seed: 2 })).not.toEqual(both);
  });

  it('leaves alone what the recipe freezes, statistics included', async () => {
    const model = tinyNetwork();
    const values = () =>
      new Map(model.weights.map((weight) => [weight.originalName, `${weight.read().dataSync()}`]));
    const before = values();
    await fit(model, { ...base, recipe: { ...recipe, epochs: 1, freeze: ['SK_1_1'], lrHead: 0.2 } });
    const moved = [...values()].filter(([name, now]) => now !== before.get(name)).map(([name]) => name);
    expect(moved).toEqual([expect.stringMatching(/^dense\S*kernel/), expect.stringMatching(/^dense\S*bias/)]);
    model.dispose();
  });

  it.each([
    { title: 'a network', dropout: 0, changes: {} },
    { title: 'a network with dropout', dropout: 0.4, changes: {} },
    { title: 'mixup and cutmix', dropout: 0, changes: { mixup: 0.8, cutmix: 1 } },
    {
      title: 'a plateau and early stopping',
      dropout: 0,
      changes: {
        epochs: 9,
        learningRate: 3,
        monitor: 'trainLoss' as const,
        schedule: {
          kind: 'plateau',
          factor: 0.5,
          patience: 0,
          threshold: 0.5,
          cooldown: 0,
          floor: 0,
        } as const,
        earlyStopping: { patience: 2, minDelta: 0.5, startEpoch: 0 },
      },
    },
  ])('goes on from any step with the bits of a run that was never stopped: $title', async (run) => {
    const { dropout } = run;
    const options = { ...base, recipe: { ...recipe, ...run.changes } };
    const whole = tinyNetwork({ dropout });
    const saved: Saved[] = [];
    const wholeRecords: TrainingRecord[] = [];
    const { state: last } = await fit(whole, {
      ...options,
      checkpointEvery: 1,
      onRecord: (record) => void wholeRecords.push(record),
      onCheckpoint: async ({ state, velocities }) => {
        const copies = velocities.map((v) => Float32Array.from(v.dataSync()));
        saved.push({ state, velocities: copies, weights: weightsOf(whole) });
      },
    });
    expect(saved.map(({ state }) => state.step)).toEqual(Array.from({ length: last.step }, (_, i) => i + 1));
    expect(last.step).toBeGreaterThanOrEqual(9);
    for (const { state, velocities, weights } of saved) {
      const model = tinyNetwork({ dropout });
      model.setWeights(
        model.weights.map((w, i) => tf.tensor(weights[i] as Float32Array, w.shape as number[])),
      );
      const records: TrainingRecord[] = [];
      const resumed = await fit(model, {
        ...options,
        resume: { state, velocities },
        onRecord: (record) => void records.push(record),
      });
      expect({ ...resumed.state, seconds: 0 }).toEqual({ ...last, seconds: 0 });
      expect(weightsOf(model)).toEqual(weightsOf(whole));
      const untimed = (list: TrainingRecord[]) =>
        list.map((record) => ({ ...record, imagesPerSecond: 0, dataWait: 0, seconds: 0 }));
      expect(untimed(records)).toEqual(untimed(wholeRecords).slice(-records.length || wholeRecords.length));
      model.dispose();
    }
  });

  it('ends early where the monitored figure becomes no better, and gives back the best weights', async () => {
    const model = tinyNetwork();
    const atBest: Float32Array[][] = [];
    const before = tf.memory().numTensors;
    const result = await fit(model, {
      ...base,
      // A rate that makes each epoch worse than the first.
      recipe: {
        ...recipe,
        epochs: 20,
        learningRate: 3,
        monitor: 'testLoss',
        earlyStopping: { patience: 2, minDelta: 0, startEpoch: 0 },
      },
      restoreBest: true,
      onCheckpoint: async ({ best }) => void (best && atBest.push(weightsOf(model))),
    });
    const { monitored, epoch } = result.state;
    expect(result).toMatchObject({ stopped: false, stoppedEarly: true });
    expect(epoch).toBeLessThan(20);
    expect(monitored?.earlyStopping).toEqual({ best: monitored?.best, waited: 2 });
    const { loss } = await evaluate(model, tinyData(9, 2), { batchSize: 9 });
    expect(loss).toBeCloseTo(monitored?.best ?? Number.NaN, 5);
    expect(weightsOf(model)).toEqual(atBest.at(-1));
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it("calls Keras's callbacks as TensorFlow.js does, which may end the run", async () => {
    const model = tinyNetwork();
    const calls: string[] = [];
    const note =
      (name: string) =>
      (index: unknown, logs: unknown): void =>
        void calls.push(
          typeof index === 'number' ? `${name} ${index} ${Object.keys(logs as object).join()}` : name,
        );
    const names = ['onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onBatchBegin', 'onBatchEnd'];
    const result = await fit(model, {
      ...base,
      recipe: { ...recipe, batchSize: 6, epochs: 5 },
      callbacks: [
        Object.fromEntries(names.map((name) => [name, note(name)])),
        {
          onEpochEnd: (epoch) => {
            model.stopTraining = epoch === 1;
          },
        },
      ],
    });
    const epoch = (n: number): string[] => [
      ...[`onEpochBegin ${n} `, 'onBatchBegin 0 batch', 'onBatchEnd 0 batch,size,loss,acc'],
      ...['onBatchBegin 1 batch', 'onBatchEnd 1 batch,size,loss,acc'],
      `onEpochEnd ${n} loss,acc,val_loss,val_acc,lr`,
    ];
    expect(calls).toEqual(['onTrainBegin', ...epoch(0), ...epoch(1), 'onTrainEnd']);
    expect(result).toMatchObject({ stoppedEarly: true, state: { epoch: 2, step: 4 } });
    // Those of TensorFlow.js work as they are.
    const patient = await fit(model, {
      ...base,
      recipe: { ...recipe, batchSize: 6, epochs: 20, learningRate: 3 },
      callbacks: [callbacks.earlyStopping({ monitor: 'val_loss', patience: 1 })],
    });
    expect(patient.stoppedEarly).toBe(true);
    expect(patient.state.epoch).toBeLessThan(20);
    expect(Object.hasOwn(model, 'stopTraining')).toBe(false);
    model.dispose();
  });

  it('refuses to wait for what there is not', async () => {
    const model = tinyNetwork();
    const { test: _, ...untested } = base;
    const earlyStopping = { patience: 2, minDelta: 0, startEpoch: 0 };
    await expect(fit(model, { ...untested, recipe: { ...recipe, earlyStopping } })).rejects.toThrow(
      'early stopping waits for testAccuracy, and there are no test images',
    );
    const plateau = {
      kind: 'plateau',
      factor: 0.5,
      patience: 0,
      threshold: 0,
      cooldown: 0,
      floor: 0,
    } as const;
    await expect(fit(model, { ...untested, recipe: { ...recipe, schedule: plateau } })).rejects.toThrow(
      DataError,
    );
    await expect(fit(model, { ...untested, restoreBest: true })).rejects.toThrow(
      'restoreBest waits for testAccuracy',
    );
    const state = {
      step: 3,
      epoch: 1,
      batch: 0,
      lossSum: 0,
      correct: 0,
      images: 0,
      seconds: 0,
      bestAccuracy: 0,
    };
    await expect(
      fit(model, { ...base, restoreBest: true, resume: { state, velocities: [] } }),
    ).rejects.toThrow('restoreBest knows no epoch before the one that the run resumes at');
    model.dispose();
  });

  it('stops after the step under way with a checkpoint of it', async () => {
    const model = tinyNetwork();
    const controller = new AbortController();
    const states: Checkpoint['state'][] = [];
    const result = await fit(model, {
      ...base,
      signal: controller.signal,
      onStep: ({ record }) => record.step === 2 && controller.abort(),
      onCheckpoint: async ({ state }) => void states.push(state),
    });
    expect(result).toMatchObject({ stopped: true, state: { step: 2, epoch: 0, batch: 2 } });
    expect(states.map(({ step }) => step)).toEqual([2]);
    model.dispose();
  });

  it('says once that it compares nothing where the backend records nothing', async () => {
    const model = tinyNetwork();
    const refusals: string[] = [];
    await fit(model, { ...base, checkCapture: 2, onRefusal: (reason) => refusals.push(reason) });
    expect(refusals).toEqual([
      expect.stringContaining('records nothing, so that checkCapture compares nothing'),
    ]);
    model.dispose();
  });

  it('ends at maxSteps, inside an epoch or not', async () => {
    for (const [maxSteps, epoch] of [
      [4, 1],
      [6, 2],
      [100, 3],
    ] as const) {
      const model = tinyNetwork();
      const { state } = await fit(model, { ...base, maxSteps });
      expect(state).toMatchObject({ step: Math.min(maxSteps, 9), epoch });
      model.dispose();
    }
  });

  it('marks the checkpoint of the best test accuracy', async () => {
    const model = tinyNetwork();
    const marks: { accuracy: number; best: boolean }[] = [];
    await fit(model, {
      ...base,
      onCheckpoint: async ({ state, best }) => void marks.push({ accuracy: state.bestAccuracy, best }),
    });
    expect(marks).toHaveLength(3);
    marks.forEach(({ accuracy, best }, i) => {
      expect(best).toBe(accuracy > (marks[i - 1]?.accuracy ?? 0));
    });
    model.dispose();
  });

  it('stops at a loss that is not finite, says where, and offers no checkpoint', async () => {
    const model = tinyNetwork({ sk: false });
    const states: Checkpoint['state'][] = [];
    const run = fit(model, {
      ...base,
      recipe: { ...recipe, learningRate: 1e30 },
      checkpointEvery: 1,
      onCheckpoint: async ({ state }) => void states.push(state),
    });
    await expect(run).rejects.toThrow(NonFiniteLossError);
    await expect(run).rejects.toThrow(/step [23]\b/);
    expect(states.length).toBeLessThanOrEqual(1);
    model.dispose();
  });

  it('refuses a dataset with other classes than the model', async () => {
    const model = tinyNetwork();
    const train = { ...base.train, size: 4, classNames: ['a'], batches: base.train.batches };
    await expect(fit(model, { ...base, train })).rejects.toThrow(DataError);
    model.dispose();
  });
});

describe('checkTrainingMemory', () => {
  const memory = { heapBytes: 1e6, usedBytes: 0.5e6, limitBytes: 1e6 };

  it('lets pass what fits and backends that tell no limit', () => {
    const model = tinyNetwork();
    expect(() => checkTrainingMemory(model, { batchSize: 2, accumulate: 1 }, memory)).not.toThrow();
    expect(() => checkTrainingMemory(model, { batchSize: 1_000_000, accumulate: 1 })).not.toThrow();
    // An optimiser of two moments and an average hold the weights once more each.
    const ema = { decay: 0.9, warmup: true };
    const optimizer = { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
    const needed = trainingBytes(model, 2);
    const room = (copies: number) => ({
      ...memory,
      limitBytes: needed + copies * 4 * model.countParams(),
      usedBytes: 0,
    });
    const two = { batchSize: 2, accumulate: 1, optimizer, ema };
    expect(() => checkTrainingMemory(model, two, room(2))).not.toThrow();
    expect(() => checkTrainingMemory(model, two, room(1.9))).toThrow(TrainingMemoryError);
    expect(() =>
      checkTrainingMemory(model, { batchSize: 1_000_000, accumulate: 1_000_000 }, memory),
    ).not.toThrow();
    model.dispose();
  });

  it('says what is needed, what is free, and the batch that would fit', () => {
    const model = tinyNetwork();
    const check = () => checkTrainingMemory(model, { batchSize: 1024, accumulate: 1 }, memory);
    expect(check).toThrow(TrainingMemoryError);
    expect(check).toThrow(
      /1024 images .* needs about .* GB, and 0\.00 GB of 0\.00 GB are free; take --batch-size \d+/,
    );
    model.dispose();
  });

  it('ends a fit before its first step', async () => {
    const plugin = { contractVersion: 1, kernels: { provider: 'test', contractVersion: 1, kernels: [] } };
    const limit = { heapBytes: 1, usedBytes: 0, limitBytes: 1000 };
    const small = { ...plugin, name: 'test', backendName: 'small', install: () => {}, memory: () => limit };
    registerPlugin(small);
    tf.registerBackend('small', () => tf.findBackend('cpu'));
    tf.copyRegisteredKernels('cpu', 'small');
    onTestFinished(async () => void (await tf.setBackend('cpu')));
    await tf.setBackend('small');
    const model = tinyNetwork();
    const before = weightsOf(model);
    await expect(fit(model, base)).rejects.toThrow('not even one image fits');
    expect(weightsOf(model)).toEqual(before);
    model.dispose();
  });
});

describe('evaluate', () => {
  it('wants as many classes as the model has', async () => {
    const dataset = new ArrayDataset({
      images: new Float32Array(108),
      shape: tinyShape,
      labels: [4],
      classNames: ['a', 'b', 'c', 'd', 'e'],
    });
    await expect(evaluate(tinyNetwork(), dataset, { batchSize: 1 })).rejects.toThrow(
      /the test images have 5 classes, ".*" tells 3 apart/,
    );
  });

  it.each<readonly [string, (batch: Batch) => Batch, string]>([
    [
      'a NaN in an image',
      (batch) => ({ ...batch, images: batch.images.map((value, i) => (i === 113 ? Number.NaN : value)) }),
      'image 5 holds NaN at value 5: images want finite numbers',
    ],
    [
      'an infinite value in an image',
      (batch) => ({ ...batch, images: batch.images.map((value, i) => (i === 0 ? -Infinity : value)) }),
      'image 4 holds -Infinity at value 0: images want finite numbers',
    ],
    [
      'a label of no class',
      (batch) => ({ ...batch, labels: batch.labels.map((label, i) => (i === 1 ? 3 : label)) }),
      'image 1 of the batch has label 3, ',
    ],
    [
      'images of another size',
      (batch) => ({ ...batch, shape: [4, 3, 12, 3] }),
      'reads images of [6, 6, 3], the batch has images of [3, 12, 3]',
    ],
  ])('refuses %s, and holds no tensor', async (_, change, message) => {
    const good = tinyData(12);
    const dataset: Dataset = {
      size: good.size,
      classNames: good.classNames,
      async *batches(options) {
        let index = 0;
        for await (const batch of good.batches(options)) yield index++ === 1 ? change(batch) : batch;
      },
    };
    const model = tinyNetwork();
    const before = tf.memory().numTensors;
    const refused = evaluate(model, dataset, { batchSize: 4 });
    await expect(refused).rejects.toThrow(DataError);
    await expect(refused).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
