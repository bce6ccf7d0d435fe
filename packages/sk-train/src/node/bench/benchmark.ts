/** How fast a model runs on the current backend, against the roof, and which kernels take the time. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { pluginOf } from 'sk-core';
import { modelMetadata } from 'sk-models';
import type { BenchReport } from './benchReport.js';
import { imageShape, inferenceWork, trainingWork } from './benchWork.js';
import { copyRoof } from './copyRoof.js';
import { computesLater } from './deviceTime.js';
import { type Grouping, kernelTotals } from './kernelTotals.js';
import { fittingRoof, matMulRoof } from './matMulRoof.js';
import { type Measured, measure, median } from './measure.js';
import type { DeviceTotal, ProfileReport } from './profileTable.js';

export interface BenchmarkOptions {
  readonly batchSize: number;
  /** Parts that the batch of a training step is cut into. */
  readonly accumulate: number;
  /** A forward pass in place of a training step. */
  readonly inference: boolean;
  readonly steps: number;
  /** Lists the kernels, one row for each of these. */
  readonly profile?: Grouping;
  /** Rows and columns of the roof's matrices; by default 1024, or 256 where the backend is very slow. */
  readonly roofSize?: number;
  /** Values of the tensor that a device copies for comparison; 32 Mi by default: no cache holds them. */
  readonly copySize?: number;
  readonly signal?: AbortSignal;
  /** Steps that are not timed included. */
  readonly onStep?: (done: number, total: number) => void;
}

/**
 * @returns nothing where `signal` stopped it
 * @throws ModelError for a model that is no classifier of images
 */
export async function benchmark(
  model: LayersModel,
  options: BenchmarkOptions,
): Promise<BenchReport | undefined> {
  const { batchSize, accumulate, inference, steps, profile, signal, onStep } = options;
  const { roofSize, copySize = 2 ** 25 } = options;
  const work = inference ? inferenceWork(model, batchSize) : trainingWork(model, batchSize, accumulate);
  const roof = roofSize === undefined ? await fittingRoof() : matMulRoof(roofSize);
  const copy = profile && copyRoof(copySize);
  let measured: Measured;
  try {
    measured = await measure(work, roof, {
      steps,
      profile: profile !== undefined,
      ...(copy && { copy }),
      ...(signal && { signal }),
      ...(onStep && { onStep }),
    });
  } finally {
    roof.dispose();
    copy?.dispose();
    work.dispose();
  }
  if (signal?.aborted) return undefined;
  const [time, roofTime] = [median(measured.milliseconds), median(measured.roofMilliseconds)];
  const [gmacs, roofGmacs] = [work.multiplyAdds / time / 1e6, roof.multiplyAdds / roofTime / 1e6];
  const memory = pluginOf()?.memory?.();
  return {
    model: modelMetadata(model).skModel ?? model.name,
    backend: tf.getBackend(),
    work: work.kind,
    batchSize,
    image: imageShape(model),
    steps,
    median: time,
    least: Math.min(...measured.milliseconds),
    imagesPerSecond: (1000 * batchSize) / time,
    gmacs,
    roof: { size: roof.size, median: roofTime, gmacs: roofGmacs },
    ofRoof: gmacs / roofGmacs,
    ...(copy && { copy: copyFigures(copy.bytes, median(measured.copyMilliseconds)) }),
    ...(memory && { memory }),
    ...(profile && { profile: profileReport(measured, profile, work.leastBytes) }),
  };
}

function copyFigures(bytes: number, time: number): NonNullable<BenchReport['copy']> {
  return { bytes, median: time, gigabytesPerSecond: bytes / time / 1e6 };
}

function profileReport(
  { listedMilliseconds, calls }: Measured,
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
