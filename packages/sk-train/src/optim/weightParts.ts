/** The groups of parameters: which weights decay, and which have a learning rate of their own. */
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import { classifierOf } from './classifierOf.js';

export interface PartSettings {
  readonly weightDecay: number;
  /** Wanted beside `lrHead`. */
  readonly learningRate?: number | undefined;
  /** The classifier learns at a step's rate times `lrHead` / `learningRate`; by default at the step's rate. */
  readonly lrHead?: number | undefined;
}

/** A trainable weight with what a step does to it alone. */
export interface WeightPart {
  readonly weight: Variable;
  /** 0 where there is no decay. */
  readonly decay: number;
  /** Its learning rate over that of the step. */
  readonly share: number;
}

/** Whether weight decay applies: to kernels, not to biases or to the scale and shift of batch normalisation. */
export function decays(name: string, rank: number): boolean {
  return rank > 1 && !/(^|[/_])(bias|gamma|beta)(_\d+)?$/.test(name);
}

/**
 * Returns the trainable weights of a model, in their order.
 *
 * @throws ModelError where `lrHead` is given without `learningRate`, or the model has no classifier
 */
export function weightParts(model: LayersModel, settings: PartSettings): readonly WeightPart[] {
  const shareOf = rateShares(model, settings);
  return model.trainableWeights.map((weight) => ({
    weight: weight.read() as Variable,
    decay: decays(weight.originalName, weight.shape.length) ? settings.weightDecay : 0,
    share: shareOf(weight),
  }));
}

function rateShares(
  model: LayersModel,
  { learningRate, lrHead }: PartSettings,
): (weight: LayersModel['weights'][number]) => number {
  if (lrHead === undefined) return () => 1;
  if (learningRate === undefined) {
    throw new ModelError(`lrHead ${lrHead} wants learningRate beside it, the rate of the other weights`);
  }
  const head = new Set(classifierOf(model).weights);
  return (weight) => (head.has(weight) ? lrHead / learningRate : 1);
}
