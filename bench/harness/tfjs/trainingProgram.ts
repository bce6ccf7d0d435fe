/** A training step of a network, as a program of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { TrainStep } from 'sk-train';
import { CannotError } from '../work/cannotError.js';
import type { Program } from './program.js';

const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0.1, accumulate: 1 };

/** Steps until a step is replayed: one on the host, and two that are recorded. */
const callsBefore = 3;

/** Enough steps for those that are under way together to be the rule. */
const callsAtLeast = 8;

/**
 * Returns steps of a batch of noise, as `fit` makes them: captured ones begin before those before them have ended. Those in
 * mixed precision are captured too.
 *
 * @param model Is freed with the program.
 */
export function training(
  model: LayersModel,
  batch: number,
  variation: 'plain' | 'captured' | 'mixed',
): Program {
  const isCaptured = variation !== 'plain';
  const precision = variation === 'mixed' ? 'mixed' : 'float32';
  const step = new TrainStep(model, { ...settings, precision }, { capture: isCaptured });
  const [, height = 0, width = 0, channels = 0] = (model.inputs[0]?.shape ?? []).map(Number);
  const shape = [batch, height, width, channels] as const;
  const images = Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, Math.random);
  const labels = Int32Array.from({ length: batch }, (_, i) => i);
  const underWay: Promise<unknown>[] = [];
  const waitUntil = async (most: number): Promise<void> => {
    while (underWay.length > most) await underWay.shift();
  };
  return {
    ...(isCaptured && { callsBefore, callsAtLeast }),
    run: async () => {
      const result = step.run({ images, shape, labels }, 1e-3);
      result.catch(() => undefined);
      underWay.push(result);
      await waitUntil(step.stepsInFlight - 1);
    },
    finish: async () => {
      await waitUntil(0);
      if (isCaptured && step.refusal !== undefined) throw new CannotError(`records nothing: ${step.refusal}`);
    },
    dispose: () => [step.dispose(), model.dispose()],
  };
}
