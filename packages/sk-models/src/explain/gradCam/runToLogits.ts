/** Runs a model eagerly, layer by layer, up to the logits before its last softmax or sigmoid. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { findLogits, type Squash } from '../../graph/logits.js';
import type { GraphNode, ModelGraph } from '../../graph/modelGraph.js';
import { walkGraph } from '../../graph/walkGraph.js';
import { ModelError } from '../../modelError.js';

/** Computes the outputs of a node otherwise than its layer; undefined leaves them to the layer. */
export type Instead = (node: GraphNode, input: Tensor) => readonly Tensor[] | undefined;

/**
 * Returns a function that computes logits [N, classes] from images [N, H, W, C], as at inference. It throws ModelError for
 * a model whose last convolution has the softmax inside.
 */
export function runToLogits(graph: ModelGraph): (images: Tensor, instead: Instead) => Tensor2D {
  const squashes = new Map(findLogits(graph).squashes.map((squash) => [squash.node, squash]));
  return (images, instead) => {
    const [scores] = walkGraph<Tensor>(graph, [images], (node, inputs) => {
      const first = elementAt(inputs, 0);
      const own = instead(node, first);
      if (own !== undefined) return own;
      const squash = squashes.get(node);
      if (squash !== undefined) return [logitsOf(squash, first)];
      const outputs = node.layer.apply(inputs.length === 1 ? first : [...inputs], { training: false });
      return [outputs].flat() as Tensor[];
    });
    return scores as Tensor2D;
  };
}

function logitsOf({ node: { layer }, activation, logits }: Squash, x: Tensor): Tensor {
  if (logits === 'input') return x;
  if (logits === 'inside') {
    throw new ModelError(
      `gradCam: '${layer.name}' wants a layer of its own for its ${activation}, got a ${layer.getClassName()} that ` +
        'computes scores and squashes them in one',
    );
  }
  const [kernel, bias] = layer.weights.map((weight) => weight.read());
  const scores = tf.matMul(x as Tensor2D, kernel as Tensor2D);
  return bias === undefined ? scores : tf.add(scores, bias);
}
