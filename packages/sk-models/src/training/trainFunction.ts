/** The train function of a compiled model, which TensorFlow.js keeps protected: `fit`, `fitDataset` and `trainOnBatch` call it. */
import type { Optimizer, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, Sequential } from '@tensorflow/tfjs-layers';

/**
 * Trains on one batch, and returns the loss and the metrics.
 *
 * @param data Inputs, targets and weights of samples; nothing in place of those that a model has not.
 */
export type TrainFunction = (data: readonly (Tensor | null | undefined)[]) => Scalar[];

/** Lists what TensorFlow.js 4.22 hides of a model. */
interface Trained {
  makeTrainFunction(): TrainFunction;
  readonly optimizer: Optimizer | undefined;
  readonly lossFunctions: readonly unknown[];
}

/** Lists what it hides of a sequential model: the model within, once it is built. */
interface SequentialParts {
  readonly model: Trained | undefined;
}

/** Returns the model whose train function is called: that of a sequential model is within, and made anew by `compile`. */
export function trainedModel(model: LayersModel): Trained | undefined {
  // The types declare these fields private, and no public method does what they do.
  const hidden: unknown = model;
  return model instanceof Sequential ? (hidden as SequentialParts).model : (hidden as Trained);
}

/**
 * Replaces the train function, also after another `compile`.
 *
 * @param around Returns the train function that takes the place of the given one.
 * @returns A function that takes the replacement back.
 */
export function replaceTrainFunction(
  model: LayersModel,
  around: (train: TrainFunction) => TrainFunction,
): () => void {
  const replaceIn = (trained: Trained | undefined): (() => void) =>
    trained === undefined
      ? () => undefined
      : replaceMethod(trained, 'makeTrainFunction', (make) => () => around(make()));
  let undo = replaceIn(trainedModel(model));
  if (!(model instanceof Sequential)) return undo;
  const undoCompile = replaceMethod(model, 'compile', (compile) => (args) => {
    undo();
    compile(args);
    undo = replaceIn(trainedModel(model));
  });
  return () => {
    undo();
    undoCompile();
  };
}

type Method = (...args: never[]) => unknown;

/** Replaces a method of one object. Returns a function that takes the replacement back. */
function replaceMethod<O extends object, K extends keyof O>(
  owner: O,
  name: K,
  around: (method: O[K] & Method) => O[K],
): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const method = owner[name] as O[K] & Method;
  owner[name] = around(method.bind(owner) as O[K] & Method);
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, own);
  };
}
