/** How much memory a training step takes, told before it is taken. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelParts } from './modelCosts.js';

/** Value, velocity, gradient, and what the step makes of them on its way. */
const copiesOfWeights = 4;

/** Rounding of blocks, holes between them and temporary results: measured with SKNet-50 on the wasm backend. */
const overhead = 1.15;

/**
 * An estimate of the peak, in bytes, of one step of gradient descent with momentum on `batchSize` float32 images. What
 * layers put out is kept for the backward pass, which frees it on its way, as that of sk-train does: plain
 * `tf.variableGrads` needs twice as much for it.
 */
export function trainingBytes(model: LayersModel, batchSize: number): number {
  const parts = modelParts(model);
  const sum = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  const weights = sum(({ cost }) => cost.parameters + cost.statistics);
  const activations = sum(({ outputShape }) => outputShape.reduce((product, size) => product * size, 1));
  const elements = copiesOfWeights * weights + overhead * batchSize * activations;
  return Math.ceil(Float32Array.BYTES_PER_ELEMENT * elements);
}
