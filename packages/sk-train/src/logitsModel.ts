/**
 * Models end in a softmax, so that `predict` gives probabilities; a loss is stable only from the logits before it.
 * This finds them in any classifier that tf.layers can express, and shares all its weights.
 */
import * as layers from '@tensorflow/tfjs-layers';

/** A model whose outputs are logits, or probabilities where the model's last layer computes both in one. */
export interface LogitsModel {
  readonly model: layers.LayersModel;
  readonly outputs: 'logits' | 'probabilities';
  readonly classes: number;
}

/** Thrown for a model that is no classifier of single images. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** The same layers up to the input of the final softmax; the given model itself where it ends in logits. */
export function logitsModel(model: layers.LayersModel): LogitsModel {
  const output = model.outputs[0];
  if (output === undefined || model.outputs.length !== 1 || output.shape.length !== 2) {
    const got = model.outputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    throw new ModelError(`training wants a model with one output [N, classes], "${model.name}" has ${got}`);
  }
  const classes = output.shape[1] as number;
  const last = output.sourceLayer;
  const isSoftmax = last.getConfig()['activation'] === 'softmax' || last.getClassName() === 'Softmax';
  if (!isSoftmax) return { model, outputs: 'logits', classes };
  if (last.getClassName() !== 'Activation' && last.getClassName() !== 'Softmax') {
    return { model, outputs: 'probabilities', classes };
  }
  const logits = output.inputs[0] as layers.SymbolicTensor;
  return { model: layers.model({ inputs: model.inputs, outputs: logits }), outputs: 'logits', classes };
}
