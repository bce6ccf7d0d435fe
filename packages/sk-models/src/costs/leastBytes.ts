/** Counts the bytes that a model cannot help moving: what its layers read and write, from shapes alone. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { addCosts } from 'sk-core';
import { modelParts } from './modelCosts.js';

/** In bytes of float32 values, each input of each operation read once and each output written once. */
export interface LeastBytes {
  readonly forward: number;
  /** For the gradients of all inputs and weights. */
  readonly backward: number;
  /** For a step of momentum: weights, velocities and gradients read, weights and velocities written. */
  readonly update: number;
}

/**
 * Counts the bytes of a step on a batch of images, one operation a layer (a batch norm with its ReLU counts as one). The
 * loss and the sums of the gradients of a tensor that several layers read are left out.
 *
 * @throws ModelError for a model without a fixed input size.
 */
export function leastBytes(model: LayersModel, batchSize: number): LeastBytes {
  const cost = addCosts(modelParts(model, batchSize).map((part) => part.cost));
  return {
    forward: cost.forwardBytes,
    backward: cost.backwardBytes,
    update: 5 * Float32Array.BYTES_PER_ELEMENT * cost.parameters,
  };
}
