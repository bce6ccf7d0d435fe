/**
 * A classifier as a function from images to logits. A loss is stable only from logits: a model that ends in a softmax, as
 * the registry's do, is trained through the input of that softmax, with all its weights shared.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { ModelError } from 'sk-models';
import { findLogits, readGraph, type Squash, trainingPass } from 'sk-models/graph';

/** A classifier as a function from images to logits. */
export interface LogitsModel {
  /** Holds the weights that training changes. */
  readonly model: layers.LayersModel;
  readonly classes: number;
  /** [N, H, W, C] to [N, classes]. */
  readonly logits: (images: tf.Tensor, training: boolean) => tf.Tensor2D;
}

/** @throws ModelError for a model that is no classifier of single images. */
export function logitsModel(model: layers.LayersModel): LogitsModel {
  const [output, ...others] = model.outputs;
  const [, classes] = output?.shape ?? [];
  if (output?.shape.length !== 2 || others.length > 0 || typeof classes !== 'number') {
    const got = model.outputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    throw new ModelError(
      `logitsModel: '${model.name}' wants one output [N, classes] to be trained, got ${got}`,
    );
  }
  const squash = findLogits(readGraph(model)).squashes.at(-1);
  if (squash === undefined) return { model, classes, logits: forward(model) };
  const before = inputOf(squash);
  if (before !== undefined) {
    const shared = layers.model({ inputs: model.inputs, outputs: before });
    return { model: shared, classes, logits: forward(shared) };
  }
  const probabilities = forward(model);
  const logits = (images: tf.Tensor, training: boolean) =>
    tf.tidy((): tf.Tensor2D => undone(squash, probabilities(images, training)));
  return { model, classes, logits };
}

/** Returns the logits where they are the input of the model's last layer, which then does nothing but the squashing. */
function inputOf({ node, logits }: Squash): layers.SymbolicTensor | undefined {
  const [value] = node.inputs;
  const isLast = node.path === '' && node.outputs.every(({ isOutput }) => isOutput);
  return logits === 'input' && isLast ? value?.tensor : undefined;
}

/** Computes logits from probabilities, with the floor of tfjs-layers under them. */
function undone({ activation }: Squash, probabilities: tf.Tensor2D): tf.Tensor2D {
  const log = (x: tf.Tensor2D): tf.Tensor2D => tf.log(tf.maximum(x, 1e-7));
  return activation === 'softmax'
    ? log(probabilities)
    : tf.sub(log(probabilities), log(tf.sub(1, probabilities)));
}

function forward(model: layers.LayersModel): LogitsModel['logits'] {
  const train = trainingPass(model);
  return (images, training) =>
    tf.tidy(() => {
      const logits = training ? elementAt(train([images]), 0) : model.apply(images, { training });
      return logits as tf.Tensor2D;
    });
}
