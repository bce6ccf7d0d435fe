/** Models that give the attention of their units beside their answers. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type CaptureInput, elementAt } from 'sk-core';
import { type AttentionSite, CapturedModel } from 'sk-models';

/** A model that gives the attention of its units too: the return value of `attentionModel` of sk-models. */
export interface ObservedModel {
  /** Its outputs are those of the model, then one attention `[N, M, C]` for each site. Captured for many images, one by one. */
  readonly model: LayersModel | CapturedModel;
  readonly sites: readonly AttentionSite[];
}

/** A network whose attention cannot be read. */
export class AttentionError extends Error {
  override readonly name = 'AttentionError';
}

/**
 * Runs the model on images of one shape.
 *
 * @throws AttentionError where the attention is not finite.
 */
export async function runObserved(
  { model, sites }: ObservedModel,
  inputs: readonly Float32Array[],
  shape: readonly number[],
): Promise<{ attention: readonly Float32Array[]; scores: Float32Array }> {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(inputs.length * size);
  for (const [i, input] of inputs.entries()) values.set(input, i * size);
  const input: CaptureInput = { values, shape: [inputs.length, ...shape] };
  const outputs = await (model instanceof CapturedModel ? model.predictAll(input) : predictAll(model, input));
  const attention = outputs.slice(outputs.length - sites.length);
  checkNumbers(attention, sites);
  return { attention, scores: elementAt(outputs, 0) };
}

async function predictAll(
  model: LayersModel,
  { values, shape }: CaptureInput,
): Promise<readonly Float32Array[]> {
  const batchSize = elementAt(shape, 0);
  const outputs = tf.tidy(() => [model.predict(tf.tensor(values, [...shape]), { batchSize })].flat());
  try {
    return await Promise.all(outputs.map((output) => output.data<'float32'>()));
  } finally {
    tf.dispose(outputs);
  }
}

function checkNumbers(attention: readonly Float32Array[], sites: readonly AttentionSite[]): void {
  for (const [i, { unit, layerName }] of sites.entries()) {
    if (elementAt(attention, i).every(Number.isFinite)) continue;
    throw new AttentionError(
      `collectAttention: the attention of ${unit} (layer ${layerName}) wants finite numbers, got NaN or infinity: ` +
        "the model's weights are damaged, or its training diverged. Take another checkpoint.",
    );
  }
}
