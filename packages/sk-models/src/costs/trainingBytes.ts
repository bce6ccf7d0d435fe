/** Estimates the memory of a training step before it runs. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { sizeOf } from '../layers/shape.js';
import { modelParts } from './modelCosts.js';

/** Value, gradient, a temporary result of the step, and the velocity of SGD. */
const copiesOfWeights = 4;

/** Rounding of blocks, holes between them and temporary results: measured with SKNet-50 on the wasm backend. */
const overhead = 1.15;

/**
 * Estimates the peak, in bytes, of one step of gradient descent with momentum on `batchSize` float32 images. The outputs
 * of layers are kept for the backward pass, which frees them one by one, as that of sk-train does: plain
 * `tf.variableGrads` needs twice as much for them.
 *
 * @param moreCopies Copies of the weights that an optimiser holds besides: 1 for AdamW, and 1 more for an average of them.
 */
export function trainingBytes(model: LayersModel, batchSize: number, moreCopies = 0): number {
  const parts = modelParts(model);
  const sum = (read: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + read(part), 0);
  const weights = sum(({ cost }) => cost.parameters + cost.statistics);
  const activations = sum(({ outputShape }) => sizeOf(outputShape));
  const elements = (copiesOfWeights + moreCopies) * weights + overhead * batchSize * activations;
  return Math.ceil(Float32Array.BYTES_PER_ELEMENT * elements);
}
