/**
 * A loss is stable only from logits. A model that ends in a softmax, as ours do, is trained through the input of that
 * softmax, with all its weights shared.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';

/** A classifier seen as a function from images to logits. */
export interface LogitsModel {
  /** Holds the weights that training changes. */
  readonly model: layers.LayersModel;
  readonly classes: number;
  /** [N, H, W, C] to [N, classes]. */
  readonly logits: (images: tf.Tensor, training: boolean) => tf.Tensor2D;
}

/** @throws ModelError for a model that is no classifier of single images */
export function logitsModel(model: layers.LayersModel): LogitsModel {
  const output = model.outputs[0];
  if (output === undefined || model.outputs.length !== 1 || output.shape.length !== 2) {
    const got = model.outputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    throw new ModelError(`"${model.name}" wants one output [N, classes] to be trained, it has ${got}`);
  }
  const classes = output.shape[1] as number;
  const last = output.sourceLayer;
  const className = last.getClassName();
  const isSoftmax = className === 'Softmax' || last.getConfig()['activation'] === 'softmax';
  if (!isSoftmax) return { model, classes, logits: forward(model) };
  if (className === 'Softmax' || className === 'Activation') {
    const before = layers.model({ inputs: model.inputs, outputs: output.inputs[0] as layers.SymbolicTensor });
    return { model: before, classes, logits: forward(before) };
  }
  // A layer that multiplies and takes the softmax in one; the floor under its probabilities is that of tfjs-layers.
  const probabilities = forward(model);
  const logits = (images: tf.Tensor, training: boolean) =>
    tf.tidy((): tf.Tensor2D => tf.log(tf.maximum(probabilities(images, training), 1e-7)));
  return { model, classes, logits };
}

function forward(model: layers.LayersModel): LogitsModel['logits'] {
  return (images, training) => tf.tidy(() => model.apply(images, { training }) as tf.Tensor2D);
}
