/** Models that are compiled and trained by TensorFlow.js, captured on WebGPU: sk-models has the other backends. */
import '../../../../tools/swiftshader/load.mjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  type LayersModel,
  layers,
  model as makeModel,
  type Sequential,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-webgpu/node';
import { type CapturedTraining, captureTraining } from 'sk-models';
import { SkBatchNorm, SkConv2D, SkDropout } from 'sk-models/layers';
import { RandomStream } from 'sk-train';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const full = process.env['SK_TEST_FULL'] === '1';
const forRelease = process.env['SK_TEST_RELEASE'] === '1';
const shape = [6, 6, 3] as const;
const rate = 0.02;

const initializer = (seed: number) => ({ className: 'HeNormal', config: { seed } }) as never;

/**
 * A convolution with batch norms of TensorFlow.js, which assigns its averages, and of this project, which moves them in place;
 * with SK_TEST_RELEASE=1 an SK unit too, whose shaders take some seconds on a software adapter.
 */
interface Parts {
  readonly dropout?: () => layers.Layer;
  /** An SK unit, whose shaders and steps take a software adapter a while. */
  readonly sk?: boolean;
}

function network({ dropout, sk = false }: Parts = {}): Sequential {
  const branches = [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 1 }));
  return sequential({
    layers: [
      layers.conv2d({
        ...{ inputShape: [...shape], filters: 4, kernelSize: 3, padding: 'same', useBias: false },
        kernelInitializer: initializer(1),
      }),
      layers.batchNormalization({ momentum: 0.9 }),
      new SkBatchNorm({}),
      layers.reLU(),
      ...(dropout === undefined ? [] : [dropout()]),
      ...(sk
        ? [new SkConv2D({ name: 'SK_1_1', filters: 4, branches, reduction: 2, minWidth: 2, seed: 2 })]
        : []),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: 'softmax', kernelInitializer: initializer(3) }),
    ],
  });
}

/** Noise with labels, as one-hot rows. */
function batchOf(size: number, seed: number): { readonly x: tf.Tensor; readonly y: tf.Tensor } {
  const stream = new RandomStream(seed + 1, 'data');
  const values = Float32Array.from({ length: size * 108 }, () => stream.uniform(-1, 1));
  const rows = Array.from({ length: size }, (_, i) =>
    [0, 1, 2].map((label) => ((i + seed) % 3 === label ? 1 : 0)),
  );
  return { x: tf.tensor(values, [size, ...shape]), y: tf.tensor2d(rows) };
}

const valuesOf = async (tensors: readonly tf.Tensor[]): Promise<number[][]> =>
  await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));

/** Weights, and what the optimizer keeps, the number of its steps first. */
async function stateOf(model: LayersModel): Promise<number[][]> {
  const [count, ...kept] = await model.optimizer.getWeights();
  const state = await valuesOf([
    ...model.weights.map((weight) => weight.read()),
    ...[count, ...kept].flatMap((named) => (named === undefined ? [] : [named.tensor])),
  ]);
  count?.tensor.dispose();
  return state;
}

interface Trace {
  readonly losses: readonly unknown[];
  readonly state: readonly (readonly number[])[];
  readonly replays: number;
  readonly refusal: string | undefined;
  /** The tensors that it leaves: an optimizer of TensorFlow.js may keep its learning rate. */
  readonly left: number;
}

const compile = (
  model: LayersModel,
  optimizer: tf.Optimizer,
  loss: string | string[] = 'categoricalCrossentropy',
): void => model.compile({ optimizer, loss, metrics: ['accuracy'] });

interface Course {
  readonly model: LayersModel;
  readonly optimizer: tf.Optimizer;
}

/** Makes a model, captures it or not, trains it, and frees it. */
async function trace(
  make: () => Course,
  isCaptured: boolean,
  train: (course: Course) => Promise<readonly unknown[]>,
  loss?: string[],
): Promise<Trace> {
  const { numTensors } = tf.memory();
  const course = make();
  const { model, optimizer } = course;
  compile(model, optimizer, loss);
  const captured: CapturedTraining | undefined = isCaptured ? captureTraining(model) : undefined;
  const losses = await train(course);
  const state = await stateOf(model);
  const { replays = 0, refusal } = captured ?? {};
  captured?.dispose();
  model.dispose();
  optimizer.dispose();
  return { losses, state, replays, refusal, left: tf.memory().numTensors - numTensors };
}

/** Trains without capture and with it, and demands the same bits. Returns what the captured training was like. */
async function compare(
  make: () => Course,
  train: (course: Course) => Promise<readonly unknown[]>,
  loss?: string[],
): Promise<Pick<Trace, 'replays' | 'refusal'>> {
  const { losses, state, left } = await trace(make, false, train, loss);
  const { replays, refusal, ...captured } = await trace(make, true, train, loss);
  expect(captured).toEqual({ losses, state, left });
  return { replays, refusal };
}

/** Twenty steps with a prediction, an evaluation, other weights, a saved model and another learning rate in between. */
async function twentySteps(
  model: LayersModel,
  setRate: (learningRate: number) => void,
): Promise<readonly unknown[]> {
  const losses: unknown[] = [];
  for (let n = 0; n < 20; n++) {
    const { x, y } = batchOf(4, n);
    if (n === 6) tf.dispose([model.predict(x), model.evaluate(x, y)].flat());
    if (n === 9) setRate(rate / 3);
    if (n === 12) {
      const halves = tf.tidy(() => model.getWeights().map((weight) => tf.mul(weight, 0.5)));
      model.setWeights(halves);
      tf.dispose(halves);
    }
    if (n === 14)
      await model.save(
        tf.io.withSaveHandler(async () => noResult),
        { includeOptimizer: true },
      );
    losses.push(await model.trainOnBatch(x, y));
    tf.dispose([x, y]);
  }
  return losses;
}

/** Eight steps on one batch. */
async function eightSteps({ model }: Course): Promise<readonly unknown[]> {
  const { x, y } = batchOf(4, 1);
  const losses: unknown[] = [];
  for (let i = 0; i < 8; i++) losses.push(await model.trainOnBatch(x, y));
  tf.dispose([x, y]);
  return losses;
}

const noResult: tf.io.SaveResult = {
  modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' },
};

interface Row {
  readonly make: () => tf.Optimizer;
  readonly setRate: (optimizer: tf.Optimizer, learningRate: number) => void;
}

const byMethod: Row['setRate'] = (optimizer, learningRate) =>
  (optimizer as tf.SGDOptimizer).setLearningRate(learningRate);
const byField: Row['setRate'] = (optimizer, learningRate) => void Object.assign(optimizer, { learningRate });

const optimizers: Record<string, Row> = {
  sgd: { make: () => tf.train.sgd(rate), setRate: byMethod },
  adam: { make: () => tf.train.adam(rate), setRate: byField },
  ...(full && {
    momentum: { make: () => tf.train.momentum(rate, 0.9), setRate: byMethod },
    rmsprop: { make: () => tf.train.rmsprop(rate), setRate: byField },
  }),
  ...(forRelease && {
    'momentum of Nesterov': { make: () => tf.train.momentum(rate, 0.9, true), setRate: byMethod },
    'centered rmsprop': { make: () => tf.train.rmsprop(rate, 0.9, 0.5, 1e-3, true), setRate: byField },
  }),
};

beforeAll(() => start({ allowSoftware: true }));

describe('twenty captured steps have the bits of eager ones:', () => {
  it.each(Object.entries(optimizers))('%s', async (name, { make, setRate }) => {
    const { replays, refusal } = await compare(
      () => ({ model: network({ sk: forRelease && name === 'adam' }), optimizer: make() }),
      ({ model, optimizer }) => twentySteps(model, (learningRate) => setRate(optimizer, learningRate)),
    );
    expect(refusal).toBeUndefined();
    expect(replays).toBe(17);
  });
});

const withMomentum = (): Course => ({ model: network(), optimizer: tf.train.momentum(rate, 0.9) });

describe('fit', () => {
  it('goes captured, with a smaller last batch, validation and callbacks', async () => {
    const { replays, refusal } = await compare(withMomentum, async ({ model, optimizer }) => {
      const [{ x, y }, { x: valX, y: valY }] = [batchOf(10, 1), batchOf(4, 2)];
      const seen: unknown[] = [];
      const { history } = await model.fit(x, y, {
        ...{ batchSize: 4, epochs: 3, shuffle: false, validationData: [valX, valY] },
        callbacks: {
          onEpochEnd: async (epoch, logs) => {
            seen.push(logs?.['val_loss']);
            byMethod(optimizer, rate / (epoch + 2));
          },
        },
      });
      tf.dispose([x, y, valX, valY]);
      return [...seen, history];
    });
    expect(refusal).toBeUndefined();
    // The first step of all, and two of each size, are no replays.
    expect(replays).toBe(9 - 5);
  });

  it('weighs classes as ever', async () => {
    const { replays } = await compare(withMomentum, async ({ model }) => {
      const { x, y } = batchOf(4, 1);
      const { history } = await model.fit(x, y, {
        ...{ batchSize: 4, epochs: 5, shuffle: false },
        classWeight: { 0: 1, 1: 3, 2: 0.5 },
      });
      tf.dispose([x, y]);
      return [history];
    });
    expect(replays).toBe(2);
  });
});

describe('a model of two inputs and two outputs', () => {
  /** Labels of the first output are whole numbers. */
  const twoByTwo = (): Course => {
    const [a, b] = [4, 3].map((size) => layers.inputLayer({ inputShape: [size] }).output as SymbolicTensor);
    if (a === undefined || b === undefined) throw new RangeError('two inputs were made');
    const both = layers.concatenate().apply([a, b]) as SymbolicTensor;
    const head = (units: number, activation: 'softmax' | 'linear', seed: number): SymbolicTensor =>
      layers
        .dense({ name: activation, units, activation, kernelInitializer: initializer(seed) })
        .apply(both) as SymbolicTensor;
    const outputs = [head(3, 'softmax', 1), head(1, 'linear', 2)];
    return { model: makeModel({ inputs: [a, b], outputs }), optimizer: tf.train.rmsprop(rate) };
  };
  const loss = ['sparseCategoricalCrossentropy', 'meanSquaredError'];
  const batch = (seed: number): { readonly xs: tf.Tensor[]; readonly ys: tf.Tensor[] } => {
    const stream = new RandomStream(seed, 'data');
    const noise = (size: number): tf.Tensor =>
      tf.tensor2d(
        Float32Array.from({ length: 2 * size }, () => stream.uniform(-1, 1)),
        [2, size],
      );
    return { xs: [noise(4), noise(3)], ys: [tf.tensor2d([[seed % 3], [2]]), noise(1)] };
  };

  it('trains by batches and by datasets, which free each batch at once', async () => {
    const { replays, refusal } = await compare(
      twoByTwo,
      async ({ model }) => {
        const losses: unknown[] = [];
        for (let i = 0; i < 4; i++) {
          const { xs, ys } = batch(i);
          losses.push(await model.trainOnBatch(xs, ys));
          tf.dispose([...xs, ...ys]);
        }
        const iterator = async () => {
          let i = 0;
          return {
            next: async () => (i < 3 ? { done: false, value: batch(i++) } : { done: true, value: null }),
          };
        };
        const { history } = await model.fitDataset({ iterator } as never, { epochs: 2, verbose: 0 });
        return [...losses, history];
      },
      loss,
    );
    expect(refusal).toBeUndefined();
    expect(replays).toBe(10 - 3);
  });
});

describe('a change', () => {
  it('of the optimizer, of what is frozen or of what the optimizer keeps is recorded again', async () => {
    const { replays } = await compare(withMomentum, async ({ model, optimizer }) => {
      const { x, y } = batchOf(4, 1);
      const losses: unknown[] = [];
      const steps = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i++) losses.push(await model.trainOnBatch(x, y));
      };
      await steps(4);
      for (const layer of model.layers.slice(0, 2)) layer.trainable = false;
      await steps(4);
      for (const layer of model.layers.slice(0, 2)) layer.trainable = true;
      const [count, ...kept] = await optimizer.getWeights();
      const halves = kept.map(({ name, tensor }) => ({ name, tensor: tf.mul(tensor, 0.5) }));
      tf.dispose(kept.map(({ tensor }) => tensor));
      await optimizer.setWeights([...(count === undefined ? [] : [count]), ...halves]);
      tf.dispose([...(count === undefined ? [] : [count.tensor]), ...halves.map(({ tensor }) => tensor)]);
      await steps(4);
      const other = tf.train.sgd(rate);
      compile(model, other);
      await steps(4);
      compile(model, optimizer);
      await steps(4);
      other.dispose();
      tf.dispose([x, y]);
      return losses;
    });
    expect(replays).toBe(5);
  });
});

describe('what the host draws', () => {
  it('is refused with the reason, and trains with the numbers that it draws without capture', async () => {
    const random = vi.spyOn(Math, 'random');
    try {
      const { replays, refusal } = await compare(() => {
        const stream = new RandomStream(5, 'data');
        random.mockImplementation(() => stream.uniform(0, 1));
        return {
          model: network({ dropout: () => layers.dropout({ rate: 0.3 }) }),
          optimizer: tf.train.sgd(rate),
        };
      }, eightSteps);
      expect(refusal).toMatch(/it draws random numbers on the host/);
      expect(replays).toBe(0);
    } finally {
      random.mockRestore();
    }
  });
});

it('what SkDropout draws follows from the step, and is replayed', async () => {
  const { replays, refusal } = await compare(
    () => ({
      model: network({ dropout: () => new SkDropout({ name: 'dropout', rate: 0.3, seed: 1 }) }),
      optimizer: tf.train.sgd(rate),
    }),
    eightSteps,
  );
  expect(refusal).toBeUndefined();
  expect(replays).toBeGreaterThanOrEqual(4);
});

describe('memory', () => {
  it('is flat over many steps, and free after dispose', async () => {
    const { bufferManager } = tf.backend() as WebGPUBackend;
    const { numTensors } = tf.memory();
    const model = network();
    compile(model, tf.train.adam(rate));
    const { x, y } = batchOf(4, 1);
    const steps = async (count: number): Promise<readonly number[]> => {
      for (let i = 0; i < count; i++) await model.trainOnBatch(x, y);
      const { numTensors: tensors, numDataBuffers } = tf.memory();
      return [tensors, numDataBuffers, bufferManager.numBytesUsed, bufferManager.numBytesAllocated];
    };
    // Another one before, after which the optimizer's numbers are on the device.
    await steps(1);
    const other = captureTraining(model);
    const [, , eager] = await steps(1);
    other.dispose();
    const captured = captureTraining(model);
    const first = await steps(5);
    expect(await steps(10)).toEqual(first);
    expect(captured.replays).toBe(12);
    captured.dispose();
    const [, , used] = await steps(1);
    expect(used).toBe(eager);
    expect(captured.replays).toBe(12);
    model.optimizer.dispose();
    model.dispose();
    tf.dispose([x, y]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
