/** A network being trained on digits: the part of the Train tab that needs no page. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Digits } from 'quickstart/digit';
import { DigitDataset } from 'quickstart/digitDataset';
import { createModel, modelMetadata, type TrainingRecord } from 'sk-models';
import { evaluate, fit } from 'sk-train';
import type { Rate } from '../compute/rate.js';
import { recordingRefusal } from '../compute/recordingRefusal.js';
import { StepClock } from './stepClock.js';

export interface SessionSettings {
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Whether a step may be recorded and replayed. */
  readonly isCaptured: boolean;
}

export interface SessionOptions {
  readonly train: Digits;
  /** The digits of the evaluation at the end; without them there is none. */
  readonly test?: Digits;
  readonly settings: SessionSettings;
  readonly signal: AbortSignal;
  /** After each step; awaited, so that a page can draw. */
  readonly onStep: (records: readonly TrainingRecord[]) => void;
}

export interface Trained {
  /** The caller's to dispose of. */
  readonly model: LayersModel;
  readonly records: readonly TrainingRecord[];
  /** Top-1 on the test digits, 0 to 1; of a training that was stopped nobody waits for it. */
  readonly accuracy?: number;
  /** The rate of the steps after the first ones; absent where there were no others. */
  readonly rate?: Rate;
}

/** From half to twice their size of 28 x 28 pixels, so that a network sees objects of many sizes. */
const scales = [0.5, 2] as const;
const testBatch = 50;

/** @throws what `fit` throws: NonFiniteLossError where training diverges, TrainingMemoryError, RecipeError */
export async function trainDigits(options: SessionOptions): Promise<Trained> {
  const { settings, train, test, signal, onStep } = options;
  const { steps, batchSize, learningRate, seed, isCaptured } = settings;
  const model = createModel('sknet_digits', { seed });
  const preprocessing = modelMetadata(model).preprocessing!;
  const records: TrainingRecord[] = [];
  const batchesPerEpoch = Math.ceil(train.count / batchSize);
  const clock = new StepClock();
  let refusal = recordingRefusal();
  try {
    const { stopped, replays } = await fit(model, {
      train: new DigitDataset({ digits: train, preprocessing, scales, seed, shuffle: true }),
      recipe: {
        model: 'sknet_digits',
        epochs: Math.max(1, Math.ceil(steps / batchesPerEpoch)),
        batchSize,
        learningRate,
        warmupEpochs: Math.min(0.1, steps / batchesPerEpoch / 10),
        schedule: { kind: 'cosine', floor: 0 },
        momentum: 0.9,
        nesterov: true,
        weightDecay: 1e-4,
        seed,
      },
      maxSteps: steps,
      signal,
      capture: isCaptured,
      onRefusal: (reason) => {
        refusal = reason;
      },
      logEvery: 1,
      onRecord: async (record) => {
        records.push(record);
        onStep(records);
        if (record.kind === 'step') clock.tick();
        // The page draws and answers between two steps.
        await new Promise((next) => setTimeout(next));
      },
    });
    const { rate: stepsPerSecond } = clock;
    const rate = (steps: number): Rate => ({
      isCaptured,
      imagesPerSecond: (steps * train.count) / batchesPerEpoch,
      replays,
      ...(isCaptured && { refusal }),
    });
    const trained = {
      ...{ model, records },
      ...(stepsPerSecond !== undefined && { rate: rate(stepsPerSecond) }),
    };
    if (stopped || test === undefined) return trained;
    const dataset = new DigitDataset({ digits: test, preprocessing, scales, seed });
    const { accuracy } = await evaluate(model, dataset, { batchSize: testBatch, signal });
    return { ...trained, ...(signal.aborted ? {} : { accuracy }) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
