/** Captured steps are eager ones, to the bit. */
import '../../../../tools/swiftshader/load.mjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  model as network,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-webgpu/node';
import { byteBuffer, byteTable } from 'sk-core';
import { readState, restoreWeights, writeCheckpoint } from 'sk-io/node';
import { type Batch, byteBatch, createModel, freezeStages, replaceConvs } from 'sk-models';
import { SkDropout, SkDropPath } from 'sk-models/layers';
import type { TrainStepOptions, TrainStepSettings } from 'sk-train';
import { CaptureError, Evaluator, evaluate, findLearningRate, fit, RandomStream, TrainStep } from 'sk-train';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { mixBatch } from '#internal';
import { temporaryFolder } from '../imageFiles.js';
import { tinyClasses, tinyData, tinyNetwork } from '../tinyNetwork.js';

const settings: TrainStepSettings = {
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-4,
  labelSmoothing: 0.1,
  accumulate: 1,
  averagedBatches: 0,
};
const full = process.env['SK_TEST_FULL'] === '1';
/** SK_TEST_RELEASE=1 adds the slim networks and others whose shaders take minutes on a software adapter. */
const forRelease = process.env['SK_TEST_RELEASE'] === '1';

/** A batch of noise for a model. */
function batchOf(model: LayersModel, size: number, seed: number): Batch {
  const [, height = 0, width = 0, channels = 0] = (model.inputs[0]?.shape ?? []).map(Number);
  const stream = new RandomStream(seed + 1, 'data');
  return {
    images: Float32Array.from({ length: size * height * width * channels }, () => stream.uniform(-1, 1)),
    shape: [size, height, width, channels],
    labels: Int32Array.from({ length: size }, (_, i) => (i + seed) % 3),
  };
}

const slim = (name: string) => (): LayersModel =>
  createModel(name, { inputShape: [8, 8, 3], widthMultiplier: 1 / 4, numClasses: 3, seed: 1 });

/** A network with batch norms of TensorFlow.js, one of whose convolutions becomes an SK unit. */
function surgery(): LayersModel {
  const conv = (name: string, filters: number, seed: number) =>
    layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      padding: 'same',
      useBias: false,
      kernelInitializer: normal(seed),
    });
  const normal = (seed: number) => initializer(seed);
  const stock = sequential({
    layers: [
      layers.inputLayer({ inputShape: [6, 6, 3] }),
      conv('first', 4, 1),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.reLU(),
      conv('second', 4, 2),
      layers.batchNormalization({ momentum: 0.8 }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, kernelInitializer: normal(3) }),
    ],
  });
  const { model } = replaceConvs(stock, { match: 'second', seed: 1 });
  stock.dispose();
  return model;
}

/** The tiny network with drop path around a convolution, and dropout before its classifier. */
function withDropout(): LayersModel {
  const tiny = tinyNetwork();
  const [unit, pooling, dense] = tiny.layers;
  if (unit === undefined || pooling === undefined || dense === undefined) throw new Error('three layers');
  const [x] = tiny.inputs;
  const features = unit.apply(x as SymbolicTensor) as SymbolicTensor;
  const conv = layers.conv2d({
    filters: 4,
    kernelSize: 3,
    padding: 'same',
    kernelInitializer: initializer(4),
  });
  const branch = new SkDropPath({ name: 'path', rate: 0.4, seed: 1 }).apply(conv.apply(features));
  const sum = layers.add().apply([features, branch as SymbolicTensor]);
  const dropped = new SkDropout({ name: 'dropout', rate: 0.3, seed: 1 }).apply(pooling.apply(sum));
  const model = network({ inputs: x as SymbolicTensor, outputs: dense.apply(dropped) as SymbolicTensor });
  tiny.dispose();
  return model;
}

const initializer = (seed: number) => ({ className: 'HeNormal', config: { seed } }) as never;

/** A batch of bytes for a model, whose images are moved and mirrored. */
function byteBatchOf(model: LayersModel, size: number, seed: number): Batch {
  const [, height = 0, width = 0, channels = 0] = (model.inputs[0]?.shape ?? []).map(Number);
  const shape = [size, height, width, channels] as const;
  const stream = new RandomStream(seed + 1, 'data');
  const bytes = byteBuffer(shape).map(() => stream.integer(256));
  const placements = Int32Array.from({ length: 3 * size }, (_, i) =>
    i % 3 === 2 ? stream.integer(2) : stream.integer(3) - 1,
  );
  const table = byteTable(channels, Array(channels).fill(0.5), Array(channels).fill(0.25));
  const labels = Int32Array.from({ length: size }, (_, i) => (i + seed) % 3);
  return byteBatch({ bytes, table, placements }, shape, labels);
}

interface Course {
  readonly make: () => LayersModel;
  readonly sizes?: readonly number[];
  readonly changes?: Partial<TrainStepSettings>;
  /** Captured steps read bytes, and the others the numbers that the host makes of them. */
  readonly bytes?: true;
  /** Each batch is mixed in another way. */
  readonly mixed?: true;
  /** Makes a teacher. */
  readonly teacher?: () => LayersModel;
  /** Called before the nth step. */
  readonly before?: (model: LayersModel, n: number) => void | Promise<void>;
}

interface Trace {
  readonly losses: readonly number[];
  readonly state: readonly (readonly number[])[];
  readonly replays: number;
  readonly refusal: string | undefined;
}

const stateOf = async (model: LayersModel, step: TrainStep): Promise<number[][]> =>
  await Promise.all(
    [...model.weights.map((weight) => weight.read()), ...step.optimizer.slots].map(async (tensor) => [
      ...(await tensor.data()),
    ]),
  );

interface TrainOptions extends TrainStepOptions {
  /** Go on after so many steps with another model, which reads a checkpoint of the first. */
  readonly saveAfter?: number;
}

/** Twenty steps, with a warm-up that ends and a rate that drops. */
async function train(
  { make, sizes = [4], changes, bytes, mixed, teacher: makeTeacher, before }: Course,
  { saveAfter, ...given }: TrainOptions,
): Promise<Trace> {
  const teacher = makeTeacher?.();
  const options = { ...given, ...(teacher && { teacher }) };
  let model = make();
  let step = new TrainStep(model, { ...settings, ...changes }, options);
  const losses: number[] = [];
  for (let n = 0; n < 20; n++) {
    if (n === saveAfter) {
      const [former, formerStep] = [model, step];
      model = make();
      step = await restored(model, await saved(former, formerStep, n), { ...settings, ...changes }, options);
      formerStep.dispose();
      former.dispose();
    }
    await before?.(model, n);
    const rate = n < 5 ? (n + 1) / 50 : n < 15 ? 0.1 : 0.01;
    const plain = (bytes ? byteBatchOf : batchOf)(model, sizes[n % sizes.length] ?? 0, n);
    const batch = mixed ? mixBatch(plain, { mixup: 0.8, cutmix: 1, seed: 1 }, { epoch: 0, batch: n }) : plain;
    // A copy has no bytes.
    losses.push((await step.run(options.capture === false ? { ...batch } : batch, rate)).loss);
  }
  const { replays, refusal } = step;
  const state = await stateOf(model, step);
  step.dispose();
  model.dispose();
  teacher?.dispose();
  return { losses, state, replays, refusal };
}

/** Writes a checkpoint of a model after so many steps, and returns its folder. */
async function saved(
  model: LayersModel,
  { optimizer, averagedBatches }: TrainStep,
  n: number,
): Promise<string> {
  const counts = {
    step: n,
    epoch: 0,
    batch: n,
    lossSum: 0,
    correct: 0,
    images: 0,
    seconds: 0,
    bestAccuracy: 0,
  };
  const state = { ...counts, averagedBatches };
  const identity = { recipeHash: '', classNames: [...tinyClasses], trainImages: 1, backend: 'webgpu' };
  const checkpoint = { state, velocities: optimizer.slots, best: false };
  return await writeCheckpoint(await temporaryFolder(), model, checkpoint, { identity, keep: 1 });
}

/** Returns a step that goes on with a model where a checkpoint was written. */
async function restored(
  model: LayersModel,
  folder: string,
  changed: TrainStepSettings,
  options: TrainStepOptions,
): Promise<TrainStep> {
  const velocities = await restoreWeights(folder, model);
  const { averagedBatches, step: stepsTaken } = (await readState(folder)).state;
  const step = new TrainStep(model, { ...changed, averagedBatches, stepsTaken }, options);
  step.optimizer.restore(velocities);
  return step;
}

async function predictAndSet(model: LayersModel, n: number): Promise<void> {
  if (n === 8) {
    const { images, shape } = batchOf(model, 2, 1);
    const y = tf.tidy(() => model.predict(tf.tensor(images, [...shape])));
    await (y as tf.Tensor).data();
    tf.dispose(y);
  }
  if (n !== 12) return;
  const doubled = tf.tidy(() => model.getWeights().map((weight) => tf.mul(weight, 0.5)));
  model.setWeights(doubled);
  tf.dispose(doubled);
}

/** One network, whose shaders take some seconds on a software adapter; SK_TEST_FULL=1 adds the others. */
const courses: Record<string, Course & { readonly replays: number }> = {
  'an SK unit': { make: tinyNetwork, replays: 17 },
  'mixed batches of bytes, in parts': {
    make: () => tinyNetwork({ sk: false }),
    changes: { accumulate: 2, classWeights: [0.5, 2, 1] },
    bytes: true,
    mixed: true,
    teacher: () => tinyNetwork({ sk: false, softmax: true }),
    replays: 17,
  },
  ...(full && {
    'dropout and drop path, in parts of a batch': {
      make: withDropout,
      sizes: [5],
      changes: { accumulate: 2 },
      replays: 17,
    },
    'unequal batches of bytes': { make: tinyNetwork, sizes: [5, 4, 5, 5, 4], bytes: true, replays: 14 },
    'averages that came with the weights': {
      make: surgery,
      changes: { averagedBatches: undefined },
      replays: 17,
    },
    'class weights in parts of a batch, and a teacher with an SK unit': {
      make: tinyNetwork,
      teacher: withDropout,
      sizes: [5],
      changes: { accumulate: 2, classWeights: [0.5, 2, 1] },
      replays: 17,
    },
    'another rate for the head': {
      make: tinyNetwork,
      changes: { learningRate: 0.1, lrHead: 0.3 },
      replays: 17,
    },
    'a prediction and a setWeights on the way': { make: tinyNetwork, before: predictAndSet, replays: 17 },
    'a stage that is frozen on the way': {
      make: tinyNetwork,
      before: (model, n) => {
        if (n === 10) freezeStages(model, 'SK_1_1');
      },
      replays: 15,
    },
    ...(forRelease && {
      'surgery on a network with batch norms of TensorFlow.js': { make: surgery, replays: 17 },
      sknet_slim: { make: slim('sknet_slim'), sizes: [2], replays: 17 },
      senet_slim: { make: slim('senet_slim'), sizes: [2], replays: 17 },
      resnext_slim: { make: slim('resnext_slim'), sizes: [2], replays: 17 },
    }),
    'frozen stages': {
      make: () => {
        const model = tinyNetwork();
        freezeStages(model, 'SK_1_1');
        return model;
      },
      replays: 17,
    },
  }),
};

beforeAll(() => start({ allowSoftware: true }));

describe('twenty captured steps have the bits of eager ones:', () => {
  it.each(Object.entries(courses))('%s', async (_, { replays, ...course }) => {
    const { numTensors } = tf.memory();
    const eager = await train(course, { capture: false });
    const captured = await train(course, {});
    expect(eager.replays).toBe(0);
    expect(captured.refusal).toBeUndefined();
    expect(captured.replays).toBe(replays);
    expect(captured.losses).toEqual(eager.losses);
    expect(captured.state).toEqual(eager.state);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

if (full) {
  it('a checkpoint in between, from which another model goes on, leaves the bits as they are', async () => {
    const { numTensors } = tf.memory();
    const eager = await train({ make: tinyNetwork }, { capture: false });
    const captured = await train({ make: tinyNetwork }, { saveAfter: 10 });
    expect(captured.refusal).toBeUndefined();
    // Of the ten after the checkpoint, the first three are no replays again.
    expect(captured.replays).toBe(7);
    expect(captured.losses).toEqual(eager.losses);
    expect(captured.state).toEqual(eager.state);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
}

describe('a step that fails', () => {
  it('by an infinite loss, with three steps in flight, leaves the weights of the step before, and the next step goes on', async () => {
    const model = tinyNetwork();
    const step = new TrainStep(model, settings);
    const at = (n: number): Batch => batchOf(model, 4, n);
    for (let n = 0; n < 5; n++) await step.run(at(n), 0.1);
    const six = await step.run(at(5), 0.1);
    const before = await stateOf(model, step);
    const infinite = { ...at(6), images: at(6).images.map((value) => value * 3e38) };
    const results = await Promise.all([infinite, at(7), at(8)].map((batch) => step.run(batch, 0.1)));
    expect(results.map(({ isApplied }) => isApplied)).toEqual([false, false, false]);
    expect(results.map(({ loss }) => Number.isFinite(loss))).toEqual([false, false, false]);
    expect(results[0]?.averagedBatches).toBe(six.averagedBatches);
    expect(await stateOf(model, step)).toEqual(before);
    expect(step.averagedBatches).toBe(6);
    const { isApplied, averagedBatches } = await step.run(at(7), 0.1);
    expect([isApplied, averagedBatches]).toEqual([true, 7]);
    expect(await stateOf(model, step)).not.toEqual(before);
    step.dispose();
    model.dispose();
  });

  interface Spoilt {
    readonly what: string;
    readonly spoil: (batch: Batch) => Batch;
    readonly error: RegExp;
    /** Whether the next batch comes once the result is there. */
    readonly isLate?: true;
  }
  const infinite = (batch: Batch): Batch => ({ ...batch, images: batch.images.map(() => 3e38) });
  const atSeven =
    /^the loss is \S+ at step 7 .*: the first \S+ is in the output of layer SK_1_1 for all 5 images \(number 0, /;

  it.each<Spoilt>([
    { what: 'an infinite loss', spoil: infinite, error: atSeven },
    { what: 'an infinite loss, before late data', spoil: infinite, error: atSeven, isLate: true },
    {
      what: 'an image that is no number',
      spoil: (batch) => ({ ...batch, images: batch.images.map(() => Number.NaN) }),
      error: /^the loss is NaN at step 7 .*: the images themselves hold NaN for all 5 images /,
    },
    {
      what: 'a label of no class',
      spoil: (batch) => ({ ...batch, labels: batch.labels.map(() => 9) }),
      error: /has label 9,/,
    },
  ])('in fit, by $what, leaves the weights of the step before', async ({ spoil, error, isLate }) => {
    const run = async (bad: number | undefined, maxSteps: number): Promise<number[][]> => {
      const model = tinyNetwork();
      const train = tinyData(60);
      const data: typeof train = Object.create(train, {
        batches: {
          value: async function* (request: Parameters<typeof train.batches>[0]) {
            let n = 0;
            for await (const batch of train.batches(request)) {
              n++;
              yield n === bad ? spoil(batch) : batch;
              if (n !== bad || isLate !== true) continue;
              await (tf.backend() as WebGPUBackend).device.queue.onSubmittedWorkDone();
              await new Promise((resolve) => setTimeout(resolve, 200));
            }
          },
        },
      }) as typeof train;
      const recipe = { batchSize: 5, epochs: 1, learningRate: 0.1, warmupEpochs: 0 };
      const fitted = fit(model, { train: data, recipe, maxSteps });
      if (bad === undefined) await fitted;
      else await expect(fitted).rejects.toThrow(error);
      const state = await Promise.all(model.weights.map(async (weight) => [...(await weight.read().data())]));
      model.dispose();
      return state;
    };
    expect(await run(7, 12)).toEqual(await run(undefined, 6));
  });
});

describe('memory', () => {
  it('is flat over many steps', async () => {
    const { bufferManager } = tf.backend() as WebGPUBackend;
    // A hundred steps of an SK unit take minutes.
    const model = tinyNetwork({ sk: !full });
    const step = new TrainStep(model, settings);
    const batch = batchOf(model, 4, 1);
    const steps = full ? 100 : 20;
    for (let n = 0; n < 6; n++) await step.run(batch, 0.01);
    const { numTensors, numDataBuffers } = tf.memory();
    const { numBytesAllocated } = bufferManager;
    for (let n = 0; n < steps; n++) await step.run(batch, 0.01);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(bufferManager.numBytesAllocated).toBe(numBytesAllocated);
    expect(step.replays).toBe(3 + steps);
    step.dispose();
    model.dispose();
  });
});

describe('checkCapture', () => {
  if (full) {
    it('finds no difference across the end of a warm-up and a drop of the rate, and has the same bits', async () => {
      const checked = await train({ make: tinyNetwork }, { checkCapture: 3 });
      const { losses, state } = await train({ make: tinyNetwork }, { capture: false });
      expect(checked.losses).toEqual(losses);
      expect(checked.state).toEqual(state);
      expect(checked.replays).toBe(17);
    });
  }

  it('names a variable that a replay leaves with other bits', async () => {
    const model = tinyNetwork();
    const step = new TrainStep(model, settings, { checkCapture: 2 });
    const batch = batchOf(model, 4, 1);
    for (let n = 0; n < 4; n++) await step.run(batch, 0.01);
    // A layer that changes on the way without a word: the recording has the old one.
    const [layer] = model.layers;
    expect(layer).toHaveProperty('momentum');
    Object.assign(layer ?? {}, { momentum: 0.5 });
    await expect(step.run(batch, 0.01)).rejects.toThrow(CaptureError);
    step.dispose();
    model.dispose();
  });
});

it('fit captures, and gives the bits of fit without', async () => {
  const run = async (capture: boolean): Promise<number[][]> => {
    const model = tinyNetwork();
    const recipe = { batchSize: 5, epochs: 2, learningRate: 0.1, warmupEpochs: 1 };
    const { replays } = await fit(model, { train: tinyData(32), test: tinyData(9, 2), recipe, capture });
    // Two sizes of batches, of which one step is run and two are recorded.
    expect(replays).toBe(capture ? 14 - 6 : 0);
    const state = await Promise.all(model.weights.map(async (weight) => [...(await weight.read().data())]));
    model.dispose();
    return state;
  };
  expect(await run(true)).toEqual(await run(false));
});

it('a search for a learning rate captures, has the points of one without, and gives the weights back', async () => {
  const model = tinyNetwork({ sk: false });
  const weights = (): Promise<unknown[]> => Promise.all(model.weights.map((weight) => weight.read().data()));
  const before = await weights();
  const search = async (capture: boolean) => {
    const tensors = tf.memory().numTensors;
    const recipe = { batchSize: 5, momentum: 0.9 };
    const found = await findLearningRate(model, tinyData(20), { recipe, steps: 12, maxRate: 1e6, capture });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await weights()).toEqual(before);
    return found;
  };
  const { replays, ...captured } = await search(true);
  expect(replays).toBeGreaterThan(3);
  expect(captured.end).toMatch(/^(diverged|not finite)$/);
  expect({ ...captured, replays: 0 }).toEqual(await search(false));
  model.dispose();
});

it('an evaluator that is asked again has the figures of evaluate, and makes nothing anew', async () => {
  const model = tinyNetwork();
  const [data, options] = [tinyData(20, 2), { batchSize: 4 }];
  const { numTensors } = tf.memory();
  const evaluator = new Evaluator(model);
  const first = await evaluator.evaluate(data, options);
  const { device } = tf.backend() as WebGPUBackend;
  const making = vi.spyOn(device, 'createBindGroup');
  const second = await evaluator.evaluate(data, options);
  expect(making).not.toHaveBeenCalled();
  making.mockRestore();
  evaluator.dispose();
  expect(second).toEqual(first);
  expect(await evaluate(model, data, options)).toEqual(first);
  expect(tf.memory().numTensors).toBe(numTensors);
  model.dispose();
});
