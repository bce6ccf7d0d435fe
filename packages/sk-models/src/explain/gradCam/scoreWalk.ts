/** Runs a model eagerly, layer by layer, up to the scores before its last softmax or sigmoid. */

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataflow } from '../../graph/dataflow.js';
import { modelEnding } from '../../graph/modelEnding.js';
import { foldModel, type LayerUse } from '../../graph/modelGraph.js';
import { ModelError } from '../../modelError.js';

/** Computes a layer in another way than itself; undefined leaves it to the layer. */
export type Instead = (use: LayerUse, input: Tensor) => readonly Tensor[] | undefined;

const squashing = new Set(['softmax', 'sigmoid']);

/**
 * A function from images [N, H, W, C] to scores [N, classes], as inference computes them.
 * It throws ModelError for a model whose last convolution has the softmax inside.
 */
export function scoreWalk(model: LayersModel): (images: Tensor, instead: Instead) => Tensor2D {
  const ending = new Set(modelEnding(dataflow(model)).map(({ use }) => use.layer));
  return (images, instead) => {
    const [scores] = foldModel<Tensor>(model, [images], (use, read) => {
      const { layer } = use;
      const own = instead(use, read[0] as Tensor);
      if (own !== undefined) return own;
      const score = ending.has(layer) ? beforeSquashing(use, read) : undefined;
      if (score !== undefined) return [score];
      const alone = read.length === 1 ? (read[0] as Tensor) : [...read];
      return [layer.apply(alone, { training: false })].flat() as Tensor[];
    });
    return scores as Tensor2D;
  };
}

function beforeSquashing({ layer }: LayerUse, [x]: readonly Tensor[]): Tensor | undefined {
  const className = layer.getClassName();
  if (className === 'Softmax') return x;
  if (!squashing.has(String(layer.getConfig()['activation']))) return undefined;
  if (className === 'Activation') return x;
  if (className !== 'Dense') {
    throw new ModelError(
      `gradCam: '${layer.name}' (${className}) computes scores and squashes them in one; give its ${layer.getConfig()['activation']} a layer of its own`,
    );
  }
  const [kernel, bias] = layer.weights.map((weight) => weight.read());
  const scores = tf.matMul(x as Tensor2D, kernel as Tensor2D);
  return bias === undefined ? scores : tf.add(scores, bias);
}
