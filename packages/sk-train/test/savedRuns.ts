/** Runs of a network with a checkpoint after each step, from which others go on. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Checkpoint } from 'sk-models';
import { type FitOptions, fit } from 'sk-train';
import { weightsOf } from './tinyNetwork.js';

/** A checkpoint, copied. */
export interface Saved {
  readonly state: Checkpoint['state'];
  readonly velocities: readonly Float32Array[];
  readonly ema: readonly Float32Array[];
  readonly weights: readonly Float32Array[];
  readonly best: boolean;
}

export const copied = (tensors: readonly tf.Tensor[] = []): Float32Array[] =>
  tensors.map((tensor) => Float32Array.from(tensor.dataSync()));

export const savedOf = (model: LayersModel, { state, velocities, ema, best }: Checkpoint): Saved => ({
  ...{ state: { ...state, seconds: 0 }, best, velocities: copied(velocities) },
  ...{ ema: copied(ema), weights: weightsOf(model) },
});

/** Runs to the end, from the beginning or from a checkpoint, and returns all checkpoints, one for each step. */
export async function savedRun(make: () => LayersModel, options: FitOptions, from?: Saved): Promise<Saved[]> {
  const model = make();
  const saved: Saved[] = [];
  if (from !== undefined) assign(model, from.weights);
  try {
    await fit(model, {
      ...{ ...options, checkpointEvery: 1 },
      ...(from && { resume: from }),
      onCheckpoint: async (checkpoint) => void saved.push(savedOf(model, checkpoint)),
    });
    return saved;
  } finally {
    model.dispose();
  }
}

export function assign(model: LayersModel, values: readonly Float32Array[]): void {
  tf.tidy(() =>
    model.setWeights(model.weights.map(({ shape }, i) => tf.tensor(values[i] ?? [], shape as number[]))),
  );
}
