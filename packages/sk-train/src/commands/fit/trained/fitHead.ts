/** The classifier of a trained model, for the classes of the data. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { className, firstNames } from 'sk-io/node';
import { ModelError, modelMetadata, replaceHead, withMetadata } from 'sk-models';
import { classifierOf } from '../../../optim/classifierOf.js';

/** Classes that are named; the rest are counted. */
const mostClasses = 10;

export interface FittedHead {
  /** The model itself, or another one with the same weights but for the classifier. */
  readonly model: LayersModel;
  /** A sentence that says whether the classifier is the old one or a new one. */
  readonly note: string;
}

/** Returns the index of each class among those of the model; undefined where they are not the same classes. */
export function sameClasses(
  model: LayersModel,
  classNames: readonly string[],
): readonly number[] | undefined {
  const known = modelMetadata(model).classNames?.map(className) ?? [];
  const order = classNames.map((name) => known.indexOf(className(name)));
  const counts = [known.length, model.outputs[0]?.shape.at(-1)];
  const isSame = counts.every((count) => count === order.length) && order.every((index) => index >= 0);
  return isSame && new Set(order).size === order.length ? order : undefined;
}

/**
 * Keeps the classifier where the model knows the same classes, in whatever order, and makes a new one for others.
 *
 * @param seed Seeds the weights of a new classifier.
 * @throws ModelError where the model does not end in a classifier that can be replaced.
 */
export function fitHead(model: LayersModel, classNames: readonly string[], seed: number): FittedHead {
  const count = classNames.length;
  const named = `${count} ${count === 1 ? 'class' : 'classes'}: ${firstNames(classNames, mostClasses)}`;
  const order = sameClasses(model, classNames);
  if (order?.every((index, i) => index === i)) {
    return { model: withMetadata(model, { classNames }), note: `the head stays, for ${named}` };
  }
  const replaced = withNewHead(model, classNames, seed);
  if (order === undefined) return { model: replaced, note: `new head for ${named}` };
  reorder(classifierOf(model), classifierOf(replaced), order);
  return { model: replaced, note: `the head stays, in another order, for ${named}` };
}

function withNewHead(model: LayersModel, classNames: readonly string[], seed: number): LayersModel {
  try {
    return replaceHead(model, classNames.length, { classNames, seed });
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ModelError(
      `the model knows other classes than the ${classNames.length} of the data, and its head cannot be made anew: ${error.message}`,
      { cause: error },
    );
  }
}

type Layer = ReturnType<typeof classifierOf>;

/** Copies the weights of each class to its place in the other classifier; classes are the last axis. */
function reorder(from: Layer, to: Layer, order: readonly number[]): void {
  tf.tidy(() => {
    const indices = tf.tensor1d([...order], 'int32');
    to.setWeights(
      from.weights.map((weight) => {
        const values = weight.read();
        return tf.gather(values, indices, values.rank - 1);
      }),
    );
  });
}
