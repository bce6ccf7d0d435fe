/** A work that is ready to run, again and again. */
import * as tf from '@tensorflow/tfjs-core';

export interface Program {
  readonly run: () => unknown;
  /** Waits for the calls that are still under way. */
  readonly finish?: () => Promise<void>;
  /** The number of first calls that may do more than those after them; 1 by default. */
  readonly callsBefore?: number;
  /** The number of calls that are timed together at least; 1 by default. */
  readonly callsAtLeast?: number;
  readonly dispose: () => void;
}

/** Frees what `compute` answers; `held` belongs to the program. */
export const program = (held: tf.Tensor[], compute: () => tf.Tensor | tf.Tensor[]): Program => ({
  run: () => tf.dispose(tf.tidy(compute)),
  dispose: () => tf.dispose(held),
});

export function noise<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor<R>(Float32Array.from({ length: size }, Math.random), shape);
}
