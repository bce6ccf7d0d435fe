/** The time that JavaScript takes for a training step, captured and not, in turns. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainStep } from 'sk-train';
import { median } from '../run/median.js';

export interface ReplayTimes {
  readonly batch: number;
  readonly rounds: number;
  /** Medians, in milliseconds a step. */
  readonly eager: number;
  readonly captured: number;
  /** The captured steps that were replays. */
  readonly replays: number;
}

/** Steps until a step is replayed: one on the host, and two that are recorded. */
const stepsBefore = 3;

/** Captured steps of a turn: one alone would be too short to time. */
const stepsOfTurn = 5;

/**
 * Times steps on the current backend.
 *
 * @throws Error where the steps are not replayed, with the reason.
 */
export async function replayTimes(model: LayersModel, batch: number, rounds: number): Promise<ReplayTimes> {
  const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0.1, accumulate: 1 };
  const [eager, captured] = [false, true].map((capture) => new TrainStep(model, settings, { capture }));
  if (eager === undefined || captured === undefined) throw new RangeError('two steps were made');
  const [, height, width, channels] = (model.inputs[0]?.shape ?? []).map(Number);
  const shape = [batch, height, width, channels] as [number, number, number, number];
  const images = new Float32Array(tf.util.sizeFromShape(shape));
  const batchOfZeros = { images, shape, labels: new Int32Array(batch) };
  const time = async (step: TrainStep, steps: number): Promise<number> => {
    const begin = performance.now();
    for (let i = 0; i < steps; i++) await step.run(batchOfZeros, 0.1);
    return (performance.now() - begin) / steps;
  };
  try {
    for (const step of [eager, captured]) await time(step, stepsBefore + stepsOfTurn);
    if (captured.replays < stepsOfTurn) throw new Error(`steps are not replayed: ${captured.refusal}`);
    const times: { readonly eager: number; readonly captured: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push({ eager: await time(eager, 1), captured: await time(captured, stepsOfTurn) });
    }
    return {
      batch,
      rounds,
      eager: median(times.map((each) => each.eager)),
      captured: median(times.map((each) => each.captured)),
      replays: captured.replays,
    };
  } finally {
    eager.dispose();
    captured.dispose();
  }
}
