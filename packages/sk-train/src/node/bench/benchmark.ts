/** How fast a model runs on the current backend, against the roof, and which kernels take the time. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { pluginOf } from 'sk-core';
import { modelMetadata } from 'sk-models';
import type { BenchReport } from './benchReport.js';
import { imageShape, inferenceWork, trainingWork } from './benchWork.js';
import { type Grouping, kernelTotals } from './kernelTotals.js';
import { matMulRoof } from './matMulRoof.js';
import { type Measured, measure, median } from './measure.js';
import type { ProfileReport } from './profileTable.js';

export interface BenchmarkOptions {
  readonly batchSize: number;
  /** Parts that the batch of a training step is cut into. */
  readonly accumulate: number;
  /** A forward pass in place of a training step. */
  readonly inference: boolean;
  readonly steps: number;
  /** Lists the kernels, one row for each of these. */
  readonly profile?: Grouping;
  /** Rows and columns of the roof's matrices; 1024 by default. */
  readonly roofSize?: number;
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
  { batchSize, accumulate, inference, steps, profile, roofSize = 1024, signal, onStep }: BenchmarkOptions,
): Promise<BenchReport | undefined> {
  const work = inference ? inferenceWork(model, batchSize) : trainingWork(model, batchSize, accumulate);
  const roof = matMulRoof(roofSize);
  let measured: Measured;
  try {
    measured = await measure(work, roof, {
      steps,
      profile: profile !== undefined,
      ...(signal && { signal }),
      ...(onStep && { onStep }),
    });
  } finally {
    roof.dispose();
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
    roof: { size: roofSize, median: roofTime, gmacs: roofGmacs },
    ofRoof: gmacs / roofGmacs,
    ...(memory && { memory }),
    ...(profile && { profile: profileReport(measured, profile) }),
  };
}

function profileReport({ milliseconds, calls }: Measured, by: Grouping): ProfileReport {
  const sum = (times: readonly number[]): number => times.reduce((total, time) => total + time, 0);
  const steps = milliseconds.length;
  const step = sum(milliseconds) / steps;
  const inside = sum(calls.map((call) => call.milliseconds)) / steps;
  return { step, outside: step - inside, kernels: kernelTotals(calls, steps, by) };
}
