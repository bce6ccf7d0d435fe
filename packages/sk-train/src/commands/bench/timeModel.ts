/** Times a model on the current backend beside a baseline, and lists the kernels that take the time. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { pluginOf } from 'sk-core';
import { modelMetadata } from 'sk-models';
import type { Precision } from '../../recipe/recipe.js';
import { type Grouping, kernelTotals } from './profile/kernelTotals.js';
import type { DeviceTotal, ProfileReport } from './profile/profileTable.js';
import type { SpeedReport } from './speedReport.js';
import { copyBaseline } from './timing/copyBaseline.js';
import { computesLater } from './timing/kernelTime.js';
import { fittingBaseline, matMulBaseline } from './timing/matMulBaseline.js';
import { imageShape, inferenceWork, trainingWork } from './timing/timedWork.js';
import { median, type Timings, timeInTurns } from './timing/timeInTurns.js';

export interface TimeModelOptions {
  readonly batchSize: number;
  /** Parts that the batch of a training step is cut into. */
  readonly accumulate: number;
  /** A forward pass in place of a training step. */
  readonly inference: boolean;
  readonly steps: number;
  /** The precision of the training step; float32 by default. */
  readonly precision?: Precision;
  /** Lists the kernels, one row for each of these. */
  readonly profile?: Grouping;
  /** Rows and columns of the baseline's matrices; by default 1024, or 256 where the backend is very slow. */
  readonly baselineSize?: number;
  /** Values of the tensor that a device copies for comparison; 32 Mi by default: no cache holds them. */
  readonly copySize?: number;
  readonly signal?: AbortSignal;
  /** Steps that are not timed included. */
  readonly onStep?: (done: number, total: number) => void;
}

/**
 * Times training steps or forward passes on images of noise, in turns with the baseline.
 * @returns nothing where `signal` stopped it
 * @throws ModelError for a model that is no classifier of images
 */
export async function timeModel(
  model: LayersModel,
  options: TimeModelOptions,
): Promise<SpeedReport | undefined> {
  const { batchSize, accumulate, inference, steps, precision, profile, signal, onStep } = options;
  const { baselineSize, copySize = 2 ** 25 } = options;
  const work = inference
    ? inferenceWork(model, batchSize)
    : trainingWork(model, batchSize, accumulate, { precision });
  const baseline = baselineSize === undefined ? await fittingBaseline() : matMulBaseline(baselineSize);
  const copy = profile && copyBaseline(copySize);
  let timings: Timings;
  try {
    timings = await timeInTurns(work, baseline, {
      steps,
      profile: profile !== undefined,
      ...(copy !== undefined && { copy }),
      ...(signal !== undefined && { signal }),
      ...(onStep !== undefined && { onStep }),
    });
  } finally {
    baseline.dispose();
    copy?.dispose();
    work.dispose();
  }
  if (signal?.aborted) return undefined;
  const time = median(timings.milliseconds);
  const gmacs = work.multiplyAdds / time / 1e6;
  const baselineTime = median(timings.baselineMilliseconds);
  const baselineGmacs = baseline.multiplyAdds / baselineTime / 1e6;
  const memory = pluginOf()?.memory?.();
  return {
    model: modelMetadata(model).skModel ?? model.name,
    backend: tf.getBackend(),
    work: work.kind,
    batchSize,
    image: imageShape(model),
    steps,
    ...(precision === 'mixed' && { products: pluginOf()?.products?.() ?? 'float32 everywhere' }),
    median: time,
    least: Math.min(...timings.milliseconds),
    imagesPerSecond: (1000 * batchSize) / time,
    gmacs,
    baseline: { size: baseline.size, median: baselineTime, gmacs: baselineGmacs },
    ofBaseline: gmacs / baselineGmacs,
    ...(copy !== undefined && { copy: copyFigures(copy.bytes, median(timings.copyMilliseconds)) }),
    ...(memory !== undefined && { memory }),
    ...(profile !== undefined && { profile: profileReport(timings, profile, work.leastBytes) }),
  };
}

function copyFigures(bytes: number, time: number): NonNullable<SpeedReport['copy']> {
  return { bytes, median: time, gigabytesPerSecond: bytes / time / 1e6 };
}

function profileReport(
  { listedMilliseconds, calls }: Timings,
  by: Grouping,
  leastBytes: number,
): ProfileReport {
  const steps = listedMilliseconds.length;
  const perStep = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0) / steps;
  const step = perStep(listedMilliseconds);
  const times = calls.flatMap((call) => call.milliseconds ?? []);
  const dispatches = calls.flatMap((call) => call.dispatches ?? []);
  const device: DeviceTotal = {
    dispatches: perStep(dispatches),
    bytes: perStep(calls.map((call) => call.bytes)),
    leastBytes,
  };
  return {
    step,
    ...(times.length === calls.length && { outside: step - perStep(times) }),
    kernels: kernelTotals(calls, steps, by),
    ...(computesLater() && { device }),
  };
}
