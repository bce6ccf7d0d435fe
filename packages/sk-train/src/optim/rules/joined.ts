/** Tensors of any shapes as one vector, so that a network of hundreds of weights takes tens of operations. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, pluginOf } from 'sk-core';

/** Elements that are joined, at most, unless one tensor has more: 4 MB, of which a step has some twenty at a time. */
const mostElements = 2 ** 20;

/** Cuts a list into runs whose sizes stay below {@link mostElements} where they can. Empty ones are left out. */
export function joinedRuns<T>(list: readonly T[], sizeOf: (item: T) => number): T[][] {
  const runs: { readonly items: T[]; size: number }[] = [];
  for (const item of list) {
    const size = sizeOf(item);
    const last = runs.at(-1);
    if (size === 0) continue;
    if (last === undefined || last.size + size > mostElements) runs.push({ items: [item], size });
    else {
      last.items.push(item);
      last.size += size;
    }
  }
  return runs.map(({ items }) => items);
}

/** Returns one vector of all elements. */
export const joined = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))) as tf.Tensor1D;

/** Values for variables, one after the other in a vector. */
export interface JoinedValues {
  readonly values: tf.Tensor;
  readonly variables: readonly tf.Variable[];
}

/** Gives variables their values. No variable has changed where this throws for want of memory. */
export function assignJoined(all: readonly JoinedValues[]): void {
  const plugin = pluginOf();
  if (plugin?.assignParts !== undefined) {
    for (const { values, variables } of all) plugin.assignParts(values, variables);
    return;
  }
  const parts = all.map(({ values, variables }) => {
    let end = 0;
    return variables.map((variable) => {
      end += variable.size;
      return tf.reshape(tf.slice(values, end - variable.size, variable.size), variable.shape);
    });
  });
  for (const [i, { variables }] of all.entries()) {
    for (const [k, variable] of variables.entries()) variable.assign(elementAt(elementAt(parts, i), k));
  }
}

/** Returns the sum of all squares. */
export function sumOfSquares(tensors: readonly tf.Tensor[]): tf.Scalar {
  return tf.tidy(() => {
    const sums = joinedRuns(tensors, ({ size }) => size).map((run) =>
      tf.tidy(() => tf.sum(tf.square(joined(run)))),
    );
    return sums.length === 1 ? elementAt(sums, 0) : tf.sum(tf.stack([...sums, tf.scalar(0)]));
  }) as tf.Scalar;
}
