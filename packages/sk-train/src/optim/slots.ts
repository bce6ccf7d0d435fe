/** The state of an optimiser as variables. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';

/** Returns a variable of a value for each weight. */
export const newSlots = (weights: readonly tf.Variable[], value: number): tf.Variable[] =>
  weights.map((weight) => tf.tidy(() => tf.variable(tf.fill(weight.shape, value), false)));

/** @throws Error where there are not as many values as variables */
export function restoreVariables(
  what: string,
  variables: readonly tf.Variable[],
  values: readonly Float32Array[],
): void {
  if (values.length !== variables.length) {
    throw new Error(`got ${values.length} ${what}, this model and its optimiser have ${variables.length}`);
  }
  variables.forEach((variable, i) => {
    tf.tidy(() => variable.assign(tf.tensor(elementAt(values, i), variable.shape, 'float32')));
  });
}
