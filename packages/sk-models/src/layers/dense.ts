/** A fully connected layer inside of another layer: its weights, its cost and its product. */

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { denseCost } from 'sk-core';
import type { LayerPart } from './layerPart.js';
import type { WeightSpec } from './skLayer.js';

/** Declares `<name>/kernel` [C, O] and `<name>/bias` [O]. */
export function denseSpecs(name: string, channels: number, units: number): readonly WeightSpec[] {
  return [
    { name: `${name}/kernel`, shape: [channels, units], init: 'msra', trainable: true },
    { name: `${name}/bias`, shape: [units], init: 'zeros', trainable: true },
  ];
}

/** @param rows How many it reads: more than there are images where it is called several times. */
export function densePart(name: string, rows: number, channels: number, units: number): LayerPart {
  return { name, kind: 'dense', outputShape: [units], cost: denseCost(rows, channels, units) };
}

/** Computes [N, O] of x [N, C]. @param read Returns a weight that {@link denseSpecs} declares. */
export function dense(name: string, x: Tensor, read: (weight: string) => Tensor): Tensor {
  return tf.add(tf.matMul(x as Tensor2D, read(`${name}/kernel`) as Tensor2D), read(`${name}/bias`));
}
