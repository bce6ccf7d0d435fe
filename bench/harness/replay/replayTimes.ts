/** The time that JavaScript takes for a training step, captured and not, and for that of compiled models, in turns. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Ranks } from 'sk-core';
import { captureTraining } from 'sk-models';
import { TrainStep, type TrainStepOptions } from 'sk-train';
import { median } from '../run/median.js';

/**
 * Ways to train: a step of sk-train, eager and captured, and that of a rank, whose gradients go through the host; and
 * `trainOnBatch` after `captureTraining`, by its optimizer.
 */
export const ways = ['eager', 'captured', 'rank', 'sgd', 'momentum', 'adam', 'rmsprop'] as const;
export type Way = (typeof ways)[number];

export interface ReplayTimes {
  readonly batch: number;
  readonly rounds: number;
  /** Medians, in milliseconds a step. */
  readonly milliseconds: Readonly<Record<Way, number>>;
  /** The steps that were replays, of all ways. */
  readonly replays: number;
}

/** Steps until a step is replayed: one on the host, and two that are recorded. */
const stepsBefore = 3;

/** Captured steps of a turn: one alone would be too short to time. */
const stepsOfTurn = 5;

interface Trainer {
  readonly run: () => Promise<unknown>;
  readonly steps: () => { readonly replays: number; readonly refusal: string | undefined };
  readonly dispose: () => void;
}

/**
 * Times steps on the current backend.
 *
 * @param make Returns the model, a new one for each way.
 * @throws Error where captured steps are not replayed, with the reason.
 */
export async function replayTimes(
  make: () => LayersModel,
  batch: number,
  rounds: number,
): Promise<ReplayTimes> {
  const trainers: Readonly<Record<Way, Trainer>> = {
    eager: stepOf(make(), batch, { capture: false }),
    captured: stepOf(make(), batch),
    rank: stepOf(make(), batch, { ranks: loneRank }),
    sgd: trainingOf(make(), batch, tf.train.sgd(0.1)),
    momentum: trainingOf(make(), batch, tf.train.momentum(0.1, 0.9)),
    adam: trainingOf(make(), batch, tf.train.adam(0.001)),
    rmsprop: trainingOf(make(), batch, tf.train.rmsprop(0.001)),
  };
  const time = async (way: Way, count: number): Promise<number> => {
    const begin = performance.now();
    for (let i = 0; i < count; i++) await trainers[way].run();
    return (performance.now() - begin) / count;
  };
  try {
    for (const way of ways) {
      await time(way, stepsBefore + stepsOfTurn);
      const { replays, refusal } = trainers[way].steps();
      if (way !== 'eager' && replays < stepsOfTurn) throw new Error(`${way}: not replayed: ${refusal}`);
    }
    const times = Object.fromEntries(ways.map((way): [Way, number[]] => [way, []])) as Record<Way, number[]>;
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) times[way].push(await time(way, way === 'eager' ? 1 : stepsOfTurn));
    }
    const medians = ways.map((way) => [way, median(times[way])] as const);
    return {
      ...{ batch, rounds },
      milliseconds: Object.fromEntries(medians) as Record<Way, number>,
      replays: ways.reduce((sum, way) => sum + trainers[way].steps().replays, 0),
    };
  } finally {
    for (const way of ways) trainers[way].dispose();
  }
}

function zerosFor(model: LayersModel, batch: number): { images: Float32Array; shape: ImageShape } {
  const [, height = 0, width = 0, channels = 0] = (model.inputs[0]?.shape ?? []).map(Number);
  const shape: ImageShape = [batch, height, width, channels];
  return { images: new Float32Array(tf.util.sizeFromShape(shape)), shape };
}

type ImageShape = [number, number, number, number];

/** A group of one, in which a step does all that a rank's step does, but send. */
const loneRank: Ranks = {
  ...{ engine: 'none', rank: 0, size: 1, localRank: 0, localSize: 1 },
  allreduce: async () => undefined,
  allreduceSync: () => true,
  broadcast: async () => undefined,
  barrier: async () => undefined,
  abort: (exitCode) => process.exit(exitCode),
  close: async () => undefined,
};

function stepOf(model: LayersModel, batch: number, options: TrainStepOptions = {}): Trainer {
  const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0.1, accumulate: 1 };
  const step = new TrainStep(model, settings, options);
  const zeros = { ...zerosFor(model, batch), labels: new Int32Array(batch) };
  return {
    run: () => step.run(zeros, 0.1),
    steps: () => step,
    dispose: () => {
      step.dispose();
      model.dispose();
    },
  };
}

function trainingOf(model: LayersModel, batch: number, optimizer: tf.Optimizer): Trainer {
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const training = captureTraining(model);
  const { images, shape } = zerosFor(model, batch);
  const [, classes = 0] = model.outputShape.flat().map(Number);
  const labels = new Float32Array(batch * classes);
  return {
    // Tensors that the device has not yet, as with each new batch.
    run: async () => {
      const [x, y] = [tf.tensor(images, shape), tf.tensor(labels, [batch, classes])];
      await model.trainOnBatch(x, y);
      tf.dispose([x, y]);
    },
    steps: () => training,
    dispose: () => {
      training.dispose();
      optimizer.dispose();
      model.dispose();
    },
  };
}
