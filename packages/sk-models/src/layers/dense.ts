/** A fully connected layer inside of another layer: its weights, its cost and its product. */

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { denseCost } from 'sk-core';
import type { LayerPart } from './layerPart.js';
import type { WeightSpec } from './skLayer.js';

/** `<name>/kernel` [C, O] and `<name>/bias` [O]. */
export function denseSpecs(name: string, channels: number, units: number): readonly WeightSpec[] {
  return [
    { name: `${name}/kernel`, shape: [channels, units], init: 'msra', trainable: true },
    { name: `${name}/bias`, shape: [units], init: 'zeros', trainable: true },
  ];
}

/** @param rows That it reads: more than images where it is used several times. */
export function densePart(name: string, rows: number, channels: number, units: number): LayerPart {
  return { name, kind: 'dense', outputShape: [units], cost: denseCost(rows, channels, units) };
}

/** Of x [N, C], to [N, O]; `read` finds the weights that `denseSpecs` names. */
export function dense(name: string, x: Tensor, read: (weight: string) => Tensor): Tensor {
  return tf.add(tf.matMul(x as Tensor2D, read(`${name}/kernel`) as Tensor2D), read(`${name}/bias`));
}
