/**
 * Batch normalisation inside of a layer: its weights, its cost and its product. Running statistics move as in the authors'
 * Caffe and in PyTorch: running = momentum * running + (1 - momentum) * batch, with the unbiased variance of the batch.
 */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import {
  batchNormAddRelu,
  batchNormCost,
  batchNormOverRanks,
  batchNormTraining,
  moveAverages,
  syncedRanks,
} from 'sk-core';
import type { LayerPart } from './layerPart.js';
import { channelsOf, sizeOf } from './shape.js';
import type { WeightSpec } from './skLayer.js';

/** The authors' settings. Their running variance starts at 0 and relies on Caffe's bias correction; here it starts at 1. */
export const batchNormDefaults = { momentum: 0.95, epsilon: 1e-5 } as const;

export interface BatchNormWeights {
  readonly gamma: LayerVariable;
  readonly beta: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

export interface BatchNormMode {
  /** Normalise by the batch's own statistics, and move the running ones by them. */
  readonly training: boolean;
  readonly momentum: number;
  readonly epsilon: number;
  readonly relu: boolean;
}

/** @param prefix Of the weights' names. */
export function batchNormSpecs(prefix: string, channels: number): WeightSpec[] {
  const spec = (name: string, init: 'zeros' | 'ones', trainable: boolean): WeightSpec => ({
    name: `${prefix}${name}`,
    shape: [channels],
    init,
    trainable,
  });
  return [
    spec('gamma', 'ones', true),
    spec('beta', 'zeros', true),
    spec('moving_mean', 'zeros', false),
    spec('moving_variance', 'ones', false),
  ];
}

/** @param find Returns the weight of a name within the layer. */
export function batchNormWeights(prefix: string, find: (name: string) => LayerVariable): BatchNormWeights {
  return {
    gamma: find(`${prefix}gamma`),
    beta: find(`${prefix}beta`),
    movingMean: find(`${prefix}moving_mean`),
    movingVariance: find(`${prefix}moving_variance`),
  };
}

/** @param shape With the batch. */
export function batchNormPart(name: string, [n, ...outputShape]: readonly [number, ...number[]]): LayerPart {
  const pixels = n * sizeOf(outputShape.slice(0, -1));
  return { name, kind: 'batchNorm', outputShape, cost: batchNormCost(pixels, channelsOf(outputShape)) };
}

/**
 * Normalises x [..., C]; one op in training, ReLU included.
 *
 * @param addend Added before the ReLU, which then follows in any mode.
 */
export function batchNorm(
  x: Tensor,
  weights: BatchNormWeights,
  mode: BatchNormMode,
  addend?: Tensor,
): Tensor {
  const { training, momentum, epsilon, relu } = mode;
  const [gamma, beta] = [weights.gamma.read(), weights.beta.read()];
  if (!training) {
    const [mean, variance] = [weights.movingMean.read(), weights.movingVariance.read()];
    const y = tf.batchNorm(
      x,
      mean as Tensor1D,
      variance as Tensor1D,
      beta as Tensor1D,
      gamma as Tensor1D,
      epsilon,
    );
    if (addend !== undefined) return tf.relu(tf.add(y, addend));
    return relu ? tf.relu(y) : y;
  }
  const ranks = syncedRanks();
  if (ranks !== undefined) {
    const isEnd = addend !== undefined;
    const { y, ...statistics } = batchNormOverRanks(
      { x, gamma, beta },
      { epsilon, relu: relu && !isEnd },
      ranks,
    );
    moveStatistics(weights, statistics, momentum);
    return isEnd ? tf.relu(tf.add(y, addend)) : y;
  }
  const { y, mean, variance } =
    addend === undefined
      ? batchNormTraining({ x, gamma, beta }, { epsilon, relu })
      : batchNormAddRelu({ x, gamma, beta, addend }, { epsilon });
  moveStatistics(weights, { mean, variance, count: x.size / gamma.size }, momentum);
  return y;
}

/** Statistics that a batch norm has taken of a batch. */
export interface BatchStatistics {
  /** [C] */
  readonly mean: Tensor;
  /** [C], biased. */
  readonly variance: Tensor;
  /** Values of a channel. */
  readonly count: number;
}

/** Moves the running statistics by those of a batch. */
export function moveStatistics(
  { movingMean, movingVariance }: BatchNormWeights,
  { mean, variance, count }: BatchStatistics,
  momentum: number,
): void {
  moveAverages([
    { running: variableOf(movingMean), value: mean, momentum, scale: 1 },
    { running: variableOf(movingVariance), value: variance, momentum, scale: count / Math.max(1, count - 1) },
  ]);
}

/** Tells whether a batch norm normalises as at inference: in a frozen layer, or with weights that a frozen model holds. */
export const isFrozen = (layer: { readonly trainable: boolean }, { gamma }: BatchNormWeights): boolean =>
  !layer.trainable || !gamma.trainable;

/** Returns the variable itself, for that is what a layer reads. */
const variableOf = (weight: LayerVariable): tf.Variable => weight.read() as tf.Variable;
